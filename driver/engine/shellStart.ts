/** The number of an escape sequence that no program sends and terminals pass over. */
const MARK = 7770;
const BEGIN = Buffer.from(`\u001b]${MARK};`);
const END = 0x07;
const PID = /^[1-9]\d{0,9}$/;
/** Longer than a mark, shorter than what a runtime says against a shell. */
const MOST_BYTES = 64;

/**
 * Starts bash where the image has it, else sh. Before that it tells its process id, which is the only way to hang up on
 * it: an engine goes on running what nobody is connected to any more.
 */
export const startShell: readonly string[] = [
  '/bin/sh',
  '-c',
  `printf '\\033]${MARK};%s\\007' "$$"; if command -v bash >/dev/null 2>&1; then exec bash; fi; exec /bin/sh`,
];

/** Ends a shell and what it has in hand, as closing a terminal's window does. @param pid as the container counts */
export const hangUpShell = (pid: number): string[] => ['/bin/sh', '-c', `kill -HUP ${pid}`];

/** What the first bytes of a shell's output say: it runs; something else came instead; or there must be more. */
export type ShellStart = { pid: number; rest: Buffer } | 'unmarked' | 'incomplete';

export function readStart(output: Buffer): ShellStart {
  const known = Math.min(output.length, BEGIN.length);
  if (!output.subarray(0, known).equals(BEGIN.subarray(0, known))) return 'unmarked';
  const end = output.indexOf(END);
  if (end < 0) return output.length > MOST_BYTES ? 'unmarked' : 'incomplete';
  const pid = output.subarray(BEGIN.length, end).toString('latin1');
  return PID.test(pid) ? { pid: Number(pid), rest: output.subarray(end + 1) } : 'unmarked';
}
