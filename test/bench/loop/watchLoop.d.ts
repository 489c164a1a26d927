/** From one timer to the next. */
export interface Tick {
  /** How late the loop came to the timer. */
  delayMs: number;
  /** What of it the loop's thread computed. */
  computedMs: number;
  /** What of it the thread waited for anything but a processor: the disk. */
  blockedMs: number;
}

/** Watches the loop of this thread while `until` goes on. */
export function watchLoop(until: () => Promise<unknown>): Promise<Tick[]>;
