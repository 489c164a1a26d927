import { z } from 'zod';
import { RockpoolError } from '../model/errors';
import { quoted, type RunResult, type SshConnection } from '../ssh';
import * as say from './messages';

/**
 * When instances end, as their host knows it: a file each, by which the host ends them while the workstation sleeps
 * (steps/host/end-expired.sh), and from which an extension is known again when they are adopted. Files of instances that
 * are gone go by themselves.
 */
const FOLDER = '/var/lib/rockpool/instances';
const QUIET_MS = 20_000;
const ID = /^[A-Za-z0-9_-]+$/;
const endSchema = z.object({ endsAt: z.number() });

/** An instance's end, ms since the epoch; 0: never. */
export type InstanceEnds = ReadonlyMap<string, number>;

type Signal = { signal?: AbortSignal | undefined };

/**
 * Writes them on a prepared host, each file whole or not at all.
 * @throws RockpoolError PREPARATION_ENDS (transient), and what SshConnection throws
 */
export async function writeEnds(connection: SshConnection, ends: InstanceEnds, { signal }: Signal = {}) {
  const lines = [...ends].filter(([id]) => ID.test(id)).map(([id, endsAt]) => `${id} {"endsAt":${endsAt}}\n`);
  const script = `cd ${FOLDER} || exit; while read -r id json; do
    printf "%s\\n" "$json" >".$id.new" && mv -f ".$id.new" "$id.json" || exit; done`;
  await ask(connection, script, lines.join(''), signal);
}

/**
 * What is known on a prepared host; files that say nothing are left out.
 * @throws as writeEnds
 */
export async function readEnds(connection: SshConnection, { signal }: Signal = {}): Promise<InstanceEnds> {
  const script = `cd ${FOLDER} || exit; for file in *.json; do [ ! -e "$file" ] || printf "%s %s\\n" "\${file%.json}" "$(head -c 1000 "$file" | tr -d "\\n")"; done`;
  const { stdout } = await ask(connection, script, '', signal);
  const ends = new Map<string, number>();
  for (const line of stdout.split('\n')) {
    const [, id = '', json = ''] = /^(\S+) (.*)$/.exec(line) ?? [];
    const end = endSchema.safeParse(parsed(json));
    if (ID.test(id) && end.success) ends.set(id, end.data.endsAt);
  }
  return ends;
}

async function ask(
  connection: SshConnection,
  script: string,
  input: string,
  signal: AbortSignal | undefined,
): Promise<RunResult> {
  const result = await connection.run(`sh -c ${quoted(script)}`, { input, quietMs: QUIET_MS, signal });
  if (result.status !== 0) throw new RockpoolError(say.endsUnknown(connection.target, result.stderr));
  return result;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
