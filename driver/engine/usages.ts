import type Dockerode from 'dockerode';
import type { Clock } from '../model/clock';
import { RockpoolError } from '../model/errors';
import { type Call, openStream } from './call';
import { jsonLines } from './jsonLines';
import { containerGone, notRunning } from './messages';
import type { ContainerUsage } from './port';
import { hasTwoSamples, type Stats, usageOf } from './usage';

/** Docker needs two seconds for its first answer, and gives one each second from then on. */
const LIMIT_MS = 15_000;

/**
 * What a container uses, about each second. Ends with the container, or quietly with the signal.
 * @throws as `Engine` does, CONTAINER_NOT_RUNNING where it doesn't run from the beginning
 */
export async function* readUsages(
  { docker, call, clock }: { docker: Dockerode; call: Call; clock: Clock },
  containerId: string,
  { signal }: { signal: AbortSignal },
): AsyncGenerator<ContainerUsage> {
  const doing = 'say what the container uses';
  const statuses = { 404: containerGone(containerId), 409: notRunning(containerId) };
  // One for the stream itself: it outlives the call that opens it, and ends when the reader leaves.
  const ended = new AbortController();
  const stop = () => ended.abort(signal.reason);
  try {
    signal.throwIfAborted();
    signal.addEventListener('abort', stop, { once: true });
    const open = () => openStream(docker, `/containers/${containerId}/stats`, { stream: true }, ended.signal);
    const answers = jsonLines(await call({ doing, limitMs: LIMIT_MS, signal, statuses }, open));
    let earlier: { stats: Stats; at: number } | undefined;
    for (let told = 0; ; ) {
      const next = await call({ doing, limitMs: LIMIT_MS, signal, statuses }, () => answers.next());
      if (next.done) return;
      const stats = next.value as Stats;
      const at = clock.monotonic();
      // Podman's answers have one sample each.
      const usage = hasTwoSamples(stats)
        ? usageOf(stats)
        : earlier && usageOf(stats, { stats: earlier.stats, agoMs: at - earlier.at });
      const isOver = !stats.pids_stats?.current;
      if (isOver && told === 0) throw new RockpoolError(notRunning(containerId));
      // Docker goes on telling of one that has ended.
      if (isOver) return;
      earlier = { stats, at };
      if (!usage) continue;
      told += 1;
      yield usage;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    ended.abort();
  }
}
