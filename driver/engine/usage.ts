import type { ContainerUsage } from './port';

/** The parts that count of what `GET /containers/{id}/stats` answers. */
export interface Stats {
  cpu_stats?: CpuStats;
  precpu_stats?: CpuStats;
  memory_stats?: { usage?: number; stats?: { total_inactive_file?: number; inactive_file?: number } };
  pids_stats?: { current?: number };
  /** By interface; none for a container that shares its host's network. */
  networks?: Record<string, { rx_bytes?: number; tx_bytes?: number }> | null;
  blkio_stats?: { io_service_bytes_recursive?: { op?: string; value?: number }[] | null };
}
interface CpuStats {
  cpu_usage?: { total_usage?: number; percpu_usage?: number[] | null };
  system_cpu_usage?: number;
  online_cpus?: number;
}

const MIB = 1024 * 1024;

/** True if the answer has both samples; Podman's has one. */
export function hasTwoSamples({ precpu_stats }: Stats): boolean {
  return Boolean(precpu_stats?.system_cpu_usage);
}

/**
 * What a container uses, reckoned as `docker stats` does: 100 % is one whole processor; memory without the file cache
 * that the kernel would give back at once (`total_inactive_file` in cgroup v1, `inactive_file` in v2). Processor time is
 * the difference of the two samples of one answer, or to an `earlier` answer so many ms ago.
 * Undefined where the container doesn't run: it has no processes then.
 */
export function usageOf(stats: Stats, earlier?: { stats: Stats; agoMs: number }): ContainerUsage | undefined {
  const processes = stats.pids_stats?.current;
  if (!processes) return undefined;
  const used = stats.memory_stats?.usage ?? 0;
  const { total_inactive_file, inactive_file } = stats.memory_stats?.stats ?? {};
  const cache = total_inactive_file ?? inactive_file ?? 0;
  return {
    memoryMiB: Math.max(0, used - (cache < used ? cache : 0)) / MIB,
    cpuPercent: 100 * (earlier ? busyOver(stats, earlier) : busyOf(stats)),
    processes,
    ...networkOf(stats),
    ...diskOf(stats),
  };
}

function networkOf({ networks }: Stats): Partial<ContainerUsage> {
  const all = Object.values(networks ?? {});
  if (all.length === 0) return {};
  return {
    networkReceivedBytes: all.reduce((sum, { rx_bytes = 0 }) => sum + rx_bytes, 0),
    networkSentBytes: all.reduce((sum, { tx_bytes = 0 }) => sum + tx_bytes, 0),
  };
}

/** Bytes by disk and kind; `write` with cgroup v2, `Write` with v1. What has written nothing has no entry. */
function diskOf({ blkio_stats }: Stats): Partial<ContainerUsage> {
  const entries = blkio_stats?.io_service_bytes_recursive;
  if (!entries) return {};
  const written = entries.filter(({ op }) => op?.toLowerCase() === 'write');
  return { diskWrittenBytes: written.reduce((sum, { value = 0 }) => sum + value, 0) };
}

/** Processors kept busy, by the engine's own two samples: its share of the machine's time, times the processors. */
function busyOf({ cpu_stats, precpu_stats }: Stats): number {
  const container = (cpu_stats?.cpu_usage?.total_usage ?? 0) - (precpu_stats?.cpu_usage?.total_usage ?? 0);
  const machine = (cpu_stats?.system_cpu_usage ?? 0) - (precpu_stats?.system_cpu_usage ?? 0);
  const cpus = cpu_stats?.online_cpus || cpu_stats?.cpu_usage?.percpu_usage?.length || 1;
  return container > 0 && machine > 0 ? (container / machine) * cpus : 0;
}

/** Processors kept busy since an earlier answer; the engine counts in ns. */
function busyOver(stats: Stats, earlier: { stats: Stats; agoMs: number }): number {
  const total = ({ cpu_stats }: Stats) => cpu_stats?.cpu_usage?.total_usage ?? 0;
  return Math.max(0, total(stats) - total(earlier.stats)) / (earlier.agoMs * 1e6);
}
