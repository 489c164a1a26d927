import { z } from 'zod';

/**
 * What kind of trouble an error is; it decides what happens next, never the words of a message.
 * - `input`: somebody gave us something wrong; asking again with the same input fails again.
 * - `transient`: may pass by itself; tried again with backoff.
 * - `capacity`: no room now (quota, slots, disk); waits and is no failure of a host.
 * - `permanent`: won't pass until the configuration or the outside world is changed by somebody.
 * - `bug`: ours.
 */
export const errorKinds = ['input', 'transient', 'capacity', 'permanent', 'bug'] as const;
export type ErrorKind = (typeof errorKinds)[number];

/** An error as a value: what is stored with an instance, sent to the window, shown to a person. */
export const errorValueSchema = z.object({
  kind: z.enum(errorKinds),
  /** Stable and machine-readable, SCREAMING_SNAKE: `IMAGE_LAYER_DIGEST_MISMATCH`. */
  code: z.string(),
  /** One sentence: what happened. */
  what: z.string(),
  /** The thing it happened to: a file, a host, an instance. */
  where: z.string().optional(),
  /** One sentence: the reason, as far as it is known. */
  why: z.string().optional(),
  /** One sentence: what the person can do now. */
  next: z.string().optional(),
});
export type ErrorValue = z.infer<typeof errorValueSchema>;

/** The one error type that our code throws for expected trouble. Anything else that is thrown counts as a bug. */
export class RockpoolError extends Error {
  override readonly name = 'RockpoolError';
  readonly value: ErrorValue;

  constructor(value: ErrorValue, options?: { cause?: unknown }) {
    super(sentence(value), options);
    this.value = value;
  }
}

/** All parts of an error in one line, for logs and terminals. */
export function sentence(error: ErrorValue): string {
  const where = error.where ? ` (${error.where})` : '';
  return [`${error.what}${where}`, error.why, error.next].filter(Boolean).join(' ');
}

export function isRockpoolError(error: unknown): error is RockpoolError {
  return error instanceof RockpoolError;
}

/** True for what an aborted signal throws; cancellation is not a failure and is never shown as one. */
export function isCancelled(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** Any thrown thing as a value. What we did not expect becomes kind `bug`, with its message kept. */
export function toErrorValue(error: unknown): ErrorValue {
  if (isRockpoolError(error)) return error.value;
  const message = error instanceof Error ? error.message : String(error);
  return {
    kind: 'bug',
    code: 'UNEXPECTED',
    what: 'Something went wrong inside Rockpool.',
    why: message,
    next: 'Try again; if it happens again, please pass it on with a report (Help → Save a report for support).',
  };
}
