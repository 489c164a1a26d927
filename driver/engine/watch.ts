import type { Readable } from 'node:stream';
import type { Clock, Disposer, Random } from '../model/clock';
import { isCancelled } from '../model/errors';
import { jsonLines } from './jsonLines';

/** What changes which containers there are or run; Podman says died and remove where Docker says die and destroy. */
const ACTIONS = new Set(['start', 'die', 'died', 'destroy', 'remove', 'oom', 'pause', 'unpause', 'restart']);
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

/**
 * Keeps a stream of events open and says when something changed. Once more after each opening and each end:
 * what happened while nobody listened is not told later. Waits longer between tries while none succeeds.
 */
export function watchEvents(
  { clock, random }: { clock: Clock; random: Random },
  open: (signal: AbortSignal) => Promise<Readable>,
  onChange: () => void,
): Disposer {
  const abort = new AbortController();
  const { signal } = abort;

  async function listen(): Promise<boolean> {
    let opened = false;
    try {
      const events = await open(signal);
      opened = true;
      onChange();
      for await (const { Action, status } of jsonLines(events)) {
        if (ACTIONS.has(String(Action ?? status)) && !signal.aborted) onChange();
      }
    } catch (error) {
      if (isCancelled(error)) return opened;
      // Why it ended is told by the listing that follows.
    }
    if (opened && !signal.aborted) onChange();
    return opened;
  }

  async function run(): Promise<void> {
    let waitMs = FIRST_WAIT_MS;
    while (!signal.aborted) {
      if (await listen()) waitMs = FIRST_WAIT_MS;
      await clock.sleep(waitMs * (0.5 + random.float() / 2), { signal });
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    }
  }

  run().catch(() => undefined);
  return () => abort.abort();
}
