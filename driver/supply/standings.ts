import type { PushedImage } from '../engine';
import type { ErrorValue } from '../model/errors';

/** An image that could not be brought to a host. */
export interface Failure {
  /** What the name stood for: another image under it is tried at once. */
  imageId: string;
  error: ErrorValue;
  /** Monotonic; undefined: at somebody's word. */
  retryAt: number | undefined;
}

/** A full disk doesn't get empty at once; what is only in the way for a moment is tried again sooner. */
const AGAIN_MS = { capacity: 10 * 60_000, transient: 60_000 } as const;

/** When (monotonic) a push is tried again; undefined: not by itself, since nothing would be different. */
export function retryAt(error: ErrorValue, now: number): number | undefined {
  return error.kind === 'capacity' || error.kind === 'transient' ? now + AGAIN_MS[error.kind] : undefined;
}

/** What is not wanted on a host any more stays for so long: it may have gone from the directory by mistake. */
export const KEPT_MS = 10 * 60_000;

/**
 * Which of the images that we have pushed to a host are to go: not wanted there, and not lately either.
 * @param kept ids (of the directory) that are wanted there or may be used
 * @param unwantedSince by mark, monotonic: what earlier calls have noted; changed by this one
 */
export function toRemove(
  pushed: readonly PushedImage[],
  kept: ReadonlySet<string>,
  unwantedSince: Map<string, number>,
  now: number,
): PushedImage[] {
  const unwanted = pushed.filter(({ imageId }) => !kept.has(imageId));
  const marks = new Set(unwanted.map(({ mark }) => mark));
  for (const mark of unwantedSince.keys()) if (!marks.has(mark)) unwantedSince.delete(mark);
  for (const mark of marks) if (!unwantedSince.has(mark)) unwantedSince.set(mark, now);
  return unwanted.filter(({ mark }) => now - (unwantedSince.get(mark) ?? now) >= KEPT_MS);
}
