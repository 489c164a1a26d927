import { RockpoolError } from '../../../model/errors';
import { placeOf } from '../../../model/labMachine';
import { asRoot, notRoot, quoted, type RunResult, type SshConnection } from '../../../ssh';
import script from './aside.sh?raw';
import * as say from './messages';

/** Stopping Docker and starting it again takes a while on a machine that is busy. */
const QUIET_MS = 300_000;
const SOON_QUIET_MS = 4_000;

type Signal = { signal: AbortSignal };

/**
 * Takes what is a host's alone from its disks, and stops its Docker: it can be copied then. The host puts all of it back by
 * itself after `limitMs`.
 * @throws RockpoolError CLOUD_HOST_NOT_COPIED: it may have been taken in part
 */
export async function takeAside(
  connection: SshConnection,
  limitMs: number,
  { signal }: Signal,
): Promise<void> {
  const result = await ask(connection, ['take', String(Math.ceil(limitMs / 1000))], QUIET_MS, signal);
  if (result.status !== 0) throw new RockpoolError(say.notAside(placeOf(connection.target), words(result)));
}

/**
 * Puts it back, and waits until its Docker answers.
 * @returns false where the host had done so by itself
 * @throws RockpoolError CLOUD_HOST_NOT_BACK
 */
export async function putBack(connection: SshConnection, { signal }: Signal): Promise<boolean> {
  const result = await ask(connection, ['back'], QUIET_MS, signal);
  const said = result.stdout.trim().split('\n').at(-1);
  if (result.status === 0 && (said === 'put back' || said === 'was back')) return said === 'put back';
  throw new RockpoolError(say.notBack(placeOf(connection.target), words(result)));
}

/** The same where nobody can wait for it. */
export async function putBackSoon(connection: SshConnection, { signal }: Signal): Promise<void> {
  await ask(connection, ['soon'], SOON_QUIET_MS, signal);
}

const words = ({ stderr, stdout }: RunResult) =>
  (stderr.trim() || stdout.trim()).split('\n').slice(-3).join(' ');

async function ask(
  connection: SshConnection,
  args: readonly string[],
  quietMs: number,
  signal: AbortSignal,
): Promise<RunResult> {
  const { target } = connection;
  const { command, input } = asRoot(target, `set -- ${args.map(quoted).join(' ')}\n${script}`);
  const result = await connection.run(command, { input, quietMs, signal });
  const refused = notRoot(target, result);
  if (refused) throw new RockpoolError(refused);
  return result;
}
