import type { Clock } from '../../model/clock';
import { isRockpoolError, RockpoolError } from '../../model/errors';
import { type HostKey, placeOf } from '../../model/labMachine';
import { asRoot, notRoot, quoted, type SshConnection } from '../../ssh';
import type { CloudConnections } from './connections';
import { type GivenKey, keyNote, keyOfLine } from './hostKeys';
import script from './ownKey.sh?raw';
import * as say from './reachMessages';

/** Making a key takes a moment where there is little chance about yet. */
const QUIET_MS = 60_000;
/** An SSH server that was told to read its keys anew does so in its own time. */
const SHOWN_LIMIT_MS = 20_000;
const LOOK_EVERY_MS = 500;

interface OwnKeyDependencies {
  connections: CloudConnections;
  clock: Clock;
  signal: AbortSignal;
  /** Into the server's metadata. */
  noteKey(note: string): Promise<void>;
}

/**
 * Has a host make a key of its own in place of the one that it was given. Wherever this is broken off, it goes on from
 * there when it is called again: both keys are known until the host has shown its own.
 * @throws RockpoolError CLOUD_HOST_KEY_FAILED, what `noteKey`, `asRoot` and SshConnection throw
 */
export async function replaceGivenKey(
  serverId: string,
  given: GivenKey,
  { connections, clock, signal, noteKey }: OwnKeyDependencies,
): Promise<HostKey> {
  const own = await ask(connections.to(serverId), 'make', given.publicKey, signal);
  const key = keyOfLine(own);
  if (!key || key.fingerprint === given.key.fingerprint)
    throw new RockpoolError(say.badOwnKey(placeOf(connections.to(serverId).target), own));
  connections.pin(serverId, [given.key, key]);
  await noteKey(keyNote([given.key, key]));
  await ask(connections.to(serverId), 'take', own, signal);
  const proven = await untilShown(serverId, key, { connections, clock, signal });
  connections.pin(serverId, [key]);
  connections.adopt(serverId, proven);
  await noteKey(keyNote([key]));
  return key;
}

/** @param line a public key as a file has it */
async function ask(
  connection: SshConnection,
  what: 'make' | 'take',
  line: string,
  signal: AbortSignal,
): Promise<string> {
  const { target } = connection;
  const [, base64 = ''] = line.split(' ');
  const { command, input } = asRoot(target, `set -- ${what} ${quoted(base64)}\n${script}`);
  const result = await connection.run(command, { input, quietMs: QUIET_MS, signal });
  if (result.status === 0) return result.stdout.trim();
  const said = result.stderr.trim().split('\n').slice(-3).join(' ');
  throw new RockpoolError(notRoot(target, result) ?? say.badOwnKey(placeOf(target), said));
}

/** @returns the connection on which it has shown it */
async function untilShown(
  serverId: string,
  key: HostKey,
  { connections, clock, signal }: Omit<OwnKeyDependencies, 'noteKey'>,
): Promise<SshConnection> {
  const begun = clock.monotonic();
  for (;;) {
    const connection = connections.strict(serverId, key);
    try {
      await connection.run('true', { quietMs: QUIET_MS, signal });
      return connection;
    } catch (error) {
      connection[Symbol.dispose]();
      if (!isRockpoolError(error)) throw error;
      const { code, kind } = error.value;
      if (kind !== 'transient' && code !== 'SSH_HOST_KEY_CHANGED') throw error;
      if (clock.monotonic() - begun >= SHOWN_LIMIT_MS)
        throw new RockpoolError(say.otherKeyShown(placeOf(connection.target), key), { cause: error });
    }
    await clock.sleep(LOOK_EVERY_MS, { signal });
  }
}
