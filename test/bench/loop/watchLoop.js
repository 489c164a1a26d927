/** How an event loop of the main process is watched. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const TICK_MS = 5;

/** Milliseconds for which this thread, and no other of the process, has had a processor, and has waited for one. */
function scheduled() {
  const [ran = 0, waited = 0] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1')
    .split(' ')
    .map(nanoseconds => Number(nanoseconds) / 1e6);
  return { ran, waited };
}

/**
 * How late a timer comes, each time, is how long the tasks before it held the loop. What of it they neither computed nor
 * waited for a processor that had other work, they waited for the disk.
 */
export async function watchLoop(until) {
  const ticks = [];
  let over = false;
  const done = until().finally(() => {
    over = true;
  });
  while (!over) {
    const [begun, { ran, waited }] = [performance.now(), scheduled()];
    await sleep(TICK_MS);
    const [delayMs, now] = [performance.now() - begun - TICK_MS, scheduled()];
    ticks.push({
      delayMs: Math.max(0, delayMs),
      computedMs: now.ran - ran,
      blockedMs: Math.max(0, delayMs - (now.ran - ran) - (now.waited - waited)),
    });
  }
  await done;
  return ticks;
}
