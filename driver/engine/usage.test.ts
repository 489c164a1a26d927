import { expect, test } from 'vitest';
import { hasTwoSamples, usageOf } from './usage';

const MIB = 1024 * 1024;

test('a container that keeps one of four processors busy uses 100 %', () => {
  const usage = usageOf({
    cpu_stats: { cpu_usage: { total_usage: 2_000 }, system_cpu_usage: 14_000, online_cpus: 4 },
    precpu_stats: { cpu_usage: { total_usage: 1_000 }, system_cpu_usage: 10_000 },
    memory_stats: { usage: 100 * MIB, stats: { inactive_file: 30 * MIB } },
    pids_stats: { current: 7 },
  });
  expect(usage).toEqual({ memoryMiB: 70, cpuPercent: 100, processes: 7 });
});

test('cgroup v1 names the cache otherwise, and may list processors only one by one', () => {
  const usage = usageOf({
    cpu_stats: { cpu_usage: { total_usage: 500, percpu_usage: [250, 250] }, system_cpu_usage: 1_000 },
    precpu_stats: {},
    memory_stats: { usage: 10 * MIB, stats: { total_inactive_file: 4 * MIB, inactive_file: 1 } },
    pids_stats: { current: 1 },
  });
  expect(usage).toEqual({ memoryMiB: 6, cpuPercent: 100, processes: 1 });
});

test('a container that does not run uses nothing that could be told', () => {
  expect(usageOf({ memory_stats: {}, pids_stats: {} })).toBeUndefined();
});

test('where an answer has one sample the time between two answers counts', () => {
  const answer = (total_usage: number) => ({
    cpu_stats: { cpu_usage: { total_usage }, system_cpu_usage: 9e9 },
    precpu_stats: { cpu_usage: { total_usage: 0 } },
    pids_stats: { current: 1 },
  });
  expect(hasTwoSamples(answer(1e9))).toBe(false);
  expect(usageOf(answer(2e9), { stats: answer(1e9), agoMs: 2000 })?.cpuPercent).toBe(50);
});

test('a first sample without a second is no load', () => {
  const usage = usageOf({ cpu_stats: { cpu_usage: { total_usage: 5 } }, pids_stats: { current: 1 } });
  expect(usage).toEqual({ memoryMiB: 0, cpuPercent: 0, processes: 1 });
});

test('network and disk count over all interfaces and disks, in the words of either cgroup', () => {
  const io = (op: string, value: number) => ({ major: 8, minor: 0, op, value });
  const usage = (written: { op: string; value: number }[] | null) =>
    usageOf({
      pids_stats: { current: 1 },
      networks: { eth0: { rx_bytes: 5, tx_bytes: 7 }, eth1: { rx_bytes: 10, tx_bytes: 20 } },
      blkio_stats: { io_service_bytes_recursive: written },
    });
  expect(usage([io('read', 1), io('write', 30), io('write', 4)])).toMatchObject({
    networkReceivedBytes: 15,
    networkSentBytes: 27,
    diskWrittenBytes: 34,
  });
  expect(usage([io('Read', 1), io('Write', 3), io('Total', 4)])?.diskWrittenBytes).toBe(3);
  expect(usage(null)).not.toHaveProperty('diskWrittenBytes');
});
