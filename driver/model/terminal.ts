import { z } from 'zod';

/** How large a terminal is, in characters. */
export const terminalSizeSchema = z.object({
  columns: z.number().int().min(2).max(1000),
  rows: z.number().int().min(1).max(500),
});
export type TerminalSize = z.infer<typeof terminalSizeSchema>;

/** What is typed or pasted goes in pieces of at most so many characters. */
export const MOST_INPUT = 16_384;

/** What a terminal tells of itself: that it is open, what its programs write, that its shell has ended. */
export type TerminalEvent =
  | { type: 'opened'; id: string }
  /** As it came, so possibly cut within a character. */
  | { type: 'output'; bytes: Uint8Array }
  /** `exitCode` is absent where nobody knows it any more. */
  | { type: 'ended'; exitCode?: number };
