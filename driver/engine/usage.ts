import type { ContainerUsage } from './index';

/** The parts that count of what `GET /containers/{id}/stats` answers. */
export interface Stats {
  cpu_stats?: CpuStats;
  precpu_stats?: CpuStats;
  memory_stats?: { usage?: number; stats?: { total_inactive_file?: number; inactive_file?: number } };
  pids_stats?: { current?: number };
}
interface CpuStats {
  cpu_usage?: { total_usage?: number; percpu_usage?: number[] | null };
  system_cpu_usage?: number;
  online_cpus?: number;
}

const MIB = 1024 * 1024;

/**
 * What a container uses, from two samples in one answer, reckoned as `docker stats` does: 100 % is one whole
 * processor; memory without the file cache that the kernel would give back at once (`total_inactive_file` in
 * cgroup v1, `inactive_file` in v2). Undefined where the container doesn't run: it has no processes then.
 */
export function usageOf({
  cpu_stats,
  precpu_stats,
  memory_stats,
  pids_stats,
}: Stats): ContainerUsage | undefined {
  const processes = pids_stats?.current;
  if (!processes) return undefined;
  const used = memory_stats?.usage ?? 0;
  const cache = memory_stats?.stats?.total_inactive_file ?? memory_stats?.stats?.inactive_file ?? 0;
  const container = (cpu_stats?.cpu_usage?.total_usage ?? 0) - (precpu_stats?.cpu_usage?.total_usage ?? 0);
  const machine = (cpu_stats?.system_cpu_usage ?? 0) - (precpu_stats?.system_cpu_usage ?? 0);
  const cpus = cpu_stats?.online_cpus || cpu_stats?.cpu_usage?.percpu_usage?.length || 1;
  return {
    memoryMiB: Math.max(0, used - (cache < used ? cache : 0)) / MIB,
    cpuPercent: container > 0 && machine > 0 ? (container / machine) * cpus * 100 : 0,
    processes,
  };
}
