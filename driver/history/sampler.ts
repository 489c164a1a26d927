import type { Clock, Disposer } from '../model/clock';
import type { Host } from '../model/host';
import type { Instance } from '../model/instance';
import type { PoolPlan } from '../model/poolPlan';
import { HISTORY_STEPS, type PoolSample, SAMPLE_EVERY_MS } from '../model/poolSample';
import type { Diff } from '../model/state';

/** What samples are taken of. */
export interface SampledPools {
  plans(): PoolPlan[];
  onPlan(listener: (diff: Diff) => void): Disposer;
  hosts(): readonly Host[];
  instances(): readonly Instance[];
}

/** On a change at most one sample each so often; the last change within it counts. */
const SHORTEST_MS = HISTORY_STEPS[0].everyMs;

/** Hands over a sample of each pool once a minute, and when its plan changes. */
export function samplePools(
  pools: SampledPools,
  clock: Clock,
  onSample: (poolId: string, sample: PoolSample) => void,
): Disposer {
  /** When each pool was last sampled (monotonic), and those whose next one is set already. */
  const sampled = new Map<string, number>();
  const set = new Map<string, Disposer>();

  function take(ids: ReadonlySet<string>): void {
    for (const [id, sample] of sampleOf(pools, ids, clock.now())) {
      sampled.set(id, clock.monotonic());
      onSample(id, sample);
    }
  }
  function changed(id: string): void {
    if (set.has(id)) return;
    const since = clock.monotonic() - (sampled.get(id) ?? Number.NEGATIVE_INFINITY);
    // Together with what else comes of the same change, and not too often.
    const end = clock.timer(Math.max(0, SHORTEST_MS - since), () => {
      set.delete(id);
      take(new Set([id]));
    });
    set.set(id, end);
  }

  const stop = pools.onPlan(({ plans }) => {
    for (const id of Object.keys(plans?.put ?? {})) changed(id);
  });
  let end: Disposer;
  function eachMinute(): void {
    const due = pools.plans().map(({ id }) => id);
    take(new Set(due.filter(id => clock.monotonic() - (sampled.get(id) ?? 0) >= SHORTEST_MS)));
    end = clock.timer(SAMPLE_EVERY_MS, eachMinute);
  }
  end = clock.timer(SAMPLE_EVERY_MS, eachMinute);
  return () => {
    stop();
    end();
    for (const cancel of set.values()) cancel();
  };
}

/** Those pools as they are now; one pass over hosts and instances, of which there may be thousands. */
export function sampleOf(
  pools: Pick<SampledPools, 'plans' | 'hosts' | 'instances'>,
  ids: ReadonlySet<string>,
  at: number,
): Map<string, PoolSample> {
  const samples = new Map<string, PoolSample>();
  for (const { id, slots, queue } of pools.plans()) {
    if (ids.has(id)) samples.set(id, { at, ...slots, queue, running: 0, hosts: {} });
  }
  if (samples.size === 0) return samples;
  for (const { poolId, phase } of pools.hosts()) {
    const hosts = phase === 'removed' ? undefined : samples.get(poolId)?.hosts;
    if (hosts) hosts[phase] = (hosts[phase] ?? 0) + 1;
  }
  for (const { poolId, state } of pools.instances()) {
    const sample = state === 'running' ? samples.get(poolId ?? '') : undefined;
    if (sample) sample.running += 1;
  }
  return samples;
}
