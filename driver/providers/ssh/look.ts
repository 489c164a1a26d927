import { z } from 'zod';
import { parseJson } from '../../model/json';

/** Whose a machine is: what `/var/lib/rockpool/host.json` holds there. */
export const markSchema = z.object({
  controller: z.string(),
  pool: z.string(),
  host: z.string(),
  /** What people call whoever holds it. */
  holder: z.string().optional(),
  /** Ms since the epoch, by the clock of who wrote it. */
  claimedAt: z.number(),
});
export type Mark = z.infer<typeof markSchema>;

/** What look.sh and the engine's foreign.sh print of a machine. */
export interface MachineLook {
  /** `unreadable`: it is somebody's, but not as we write it. */
  mark?: Mark | 'unreadable';
  memoryMiB: number;
  cpus: number;
  /** In Go's words, as images have it. */
  architecture: string;
  operatingSystem: string;
  /** Absent where no engine answers. */
  engineVersion?: string;
  /** Running containers that are of no Rockpool. */
  foreignContainers: number;
  /** What they hold of its memory. */
  foreignMiB: number;
}

/** The kernel's words in Go's. */
const architectures: Record<string, string> = { x86_64: 'amd64', aarch64: 'arm64', armv7l: 'arm' };

/** The last line of what is printed: without it something is missing, and what is missing may be the mark. */
export const END_OF_LOOK = 'end of-look';

/**
 * Undefined: it isn't whole, so that nothing is known. A shell that has no memory for another process ends in the middle, and
 * an engine that hangs says its version and not what is on it.
 */
export function readLook(output: string): MachineLook | undefined {
  const said = new Map<string, string>();
  for (const line of output.split('\n')) {
    const [, key, value] = /^(\w+) (.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) said.set(key, value.trim());
  }
  const number = (key: string) => Number(said.get(key)) || 0;
  if (!output.trimEnd().endsWith(END_OF_LOOK) || number('memory') === 0) return undefined;
  if (said.has('engine') && !said.has('foreignheld')) return undefined;
  const mark = said.get('mark');
  const machine = said.get('arch') ?? 'unknown';
  const engineVersion = said.get('engine');
  return {
    ...(mark === undefined ? {} : { mark: readMark(mark) ?? 'unreadable' }),
    memoryMiB: Math.floor(number('memory') / 1024),
    cpus: Math.max(1, number('cpus')),
    architecture: architectures[machine] ?? machine,
    operatingSystem: said.get('os') || 'unknown',
    ...(engineVersion ? { engineVersion } : {}),
    foreignContainers: number('foreign'),
    foreignMiB: Math.ceil(number('foreignheld') / 1024),
  };
}

export function readMark(text: string): Mark | undefined {
  const parsed = parseJson(text);
  const mark = parsed.ok ? markSchema.safeParse(parsed.value) : undefined;
  return mark?.data;
}
