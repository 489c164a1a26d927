import type { Clock } from '../../model/clock';
import { type ErrorValue, isRockpoolError, RockpoolError } from '../../model/errors';
import type { Host } from '../../model/host';
import { placeOf } from '../../model/labMachine';
import type { PoolConfig } from '../../model/pool';
import { type Preparation, type PreparationStep, prepareOver } from '../../preparation';
import { asRoot, notRoot, type SshConnection } from '../../ssh';
import type { PrepareOptions } from '../provider';
import { diskOf } from '../ssh/ssh';
import { withBeside } from './beside';
import type { CloudConnections } from './connections';
import { readConsole, withConsole } from './console';
import { diskOfVolume } from './dataDisk';
import { firstContact } from './firstContact';
import { type GivenKey, keyNote } from './hostKeys';
import { replaceGivenKey } from './ownKey';
import type { ServerCalls } from './reach';
import * as say from './reachMessages';

export interface PreparedOver {
  connections: CloudConnections;
  clock: Clock;
  given: GivenKey;
  gpu: boolean;
  /** The pool's hosts get floating addresses. */
  floats: boolean;
}

/** It was there a moment ago; its SSH server may just be reading its keys anew. */
const AGAIN_MS = 60_000;
/** Nobody has been in, so that its console is all that it says. */
const NEVER_REACHED = new Set(['CLOUD_BOOT_TIMEOUT', 'CLOUD_HOST_KEY_UNKNOWN']);

/**
 * Makes a server fit for being a host: waits until it lets us in, has it replace the key that it was given, and meanwhile
 * prepares it as any machine. May be entered again: what is done is not done twice.
 * @throws RockpoolError
 */
export async function prepareServer(
  host: Host,
  { config, signal, onLine, entersOnly = false }: PrepareOptions,
  calls: ServerCalls,
  over: PreparedOver,
): Promise<void> {
  const { id: hostId, poolId, providerId: serverId } = host;
  if (serverId === undefined) throw new RockpoolError(say.unknownServer(hostId));
  const { connections, clock, given } = over;
  if (over.floats) {
    const known = connections.lastSeen(serverId) ?? { serverId, hostId, poolId, fixed: [] };
    connections.seen({ ...known, floating: await calls.floatingAddress(host, { signal }) });
  }
  const consoleLog = () => calls.consoleLog(serverId, { signal });
  const noteKey = (note: string) => calls.noteKey(serverId, note, { signal });
  const shared = { connections, clock, signal, noteKey };
  // Somebody looks on.
  const onWait = entersOnly
    ? (why: ErrorValue) => onLine(`Not yet: ${why.what} ${why.why ?? ''}`.trim())
    : undefined;
  try {
    await firstContact(serverId, given, { ...shared, consoleLog, onLine, onWait });
  } catch (error) {
    if (!isRockpoolError(error) || !NEVER_REACHED.has(error.value.code)) throw error;
    const lines = await readConsole(consoleLog);
    for (const line of lines) onLine(`On its console: ${line}`);
    throw new RockpoolError(withConsole(error.value, lines), { cause: error });
  }
  if (entersOnly) {
    await tellEntered(connections.to(serverId), { signal, onLine });
    return;
  }
  const options = { config, signal, onLine };
  const besideIt = isKnownByGiven(serverId, over)
    ? () => ownKey(serverId, over, { ...shared, onLine })
    : () => noteAgain(serverId, connections, noteKey);
  // Neither needs the other: what runs over the connection to the given key goes on to its end.
  const { isRenewed } = await withBeside(
    within => steps(serverId, calls, over, { ...options, signal: within }),
    besideIt,
    signal,
  );
  // The one on which it has shown its own key may be older than what its user may do.
  if (isRenewed) connections.to(serverId).renew();
}

function isKnownByGiven(serverId: string, { connections, given }: PreparedOver): boolean {
  const { hostKeys } = connections.way(serverId);
  return hostKeys.some(({ fingerprint }) => fingerprint === given.key.fingerprint);
}

type OwnKeyOptions = Parameters<typeof replaceGivenKey>[2] & Pick<PrepareOptions, 'onLine'>;

async function ownKey(serverId: string, { given }: PreparedOver, options: OwnKeyOptions): Promise<void> {
  const own = await replaceGivenKey(serverId, given, options);
  options.onLine(`It shows a host key of its own now: ${own.fingerprint}.`);
}

/** A note that could not be written the last time. */
async function noteAgain(
  serverId: string,
  connections: CloudConnections,
  noteKey: (note: string) => Promise<void>,
): Promise<void> {
  const note = keyNote(connections.way(serverId).hostKeys);
  if (connections.lastSeen(serverId)?.keyNote !== note) await noteKey(note);
}

async function steps(
  serverId: string,
  calls: ServerCalls,
  { connections, clock, gpu }: PreparedOver,
  { config, signal, onLine }: Pick<PrepareOptions, 'config' | 'signal' | 'onLine'>,
): Promise<Preparation> {
  const disk = await diskFor(serverId, config, calls, { connections, signal });
  const onStep = ({ title, state, changes, warnings }: PreparationStep) => {
    if (state !== 'running') onLine([`${title}: ${state}.`, ...changes, ...warnings].join(' '));
  };
  const options = { gpu, ...disk, bootMs: AGAIN_MS };
  return prepareOver(connections.to(serverId), options, { clock }, { signal, onStep });
}

/** By which way we were let in, and whether we may act as root there. */
async function tellEntered(
  connection: SshConnection,
  { signal, onLine }: Pick<PrepareOptions, 'signal' | 'onLine'>,
): Promise<void> {
  const { target } = connection;
  onLine(`Logged in: ${placeOf(target)}.`);
  const { command, input } = asRoot(target, 'true');
  const result = await connection.run(command, { input, quietMs: AGAIN_MS, signal });
  const refused = notRoot(target, result);
  if (refused) throw new RockpoolError(refused);
  onLine(`${target.user} may act as root there.`);
}

/** The volume that was made for it, wherever that is; without one the disk of that name, which a flavor may bring. */
async function diskFor(
  serverId: string,
  config: PoolConfig,
  calls: ServerCalls,
  { connections, signal }: { connections: CloudConnections; signal: AbortSignal },
): Promise<ReturnType<typeof diskOf>> {
  const asked = diskOf(config);
  const volumeId = await calls.dataVolumeId(serverId, { signal });
  if (volumeId === undefined) return asked;
  const found = await diskOfVolume(connections.to(serverId), volumeId, { signal });
  return { ...asked, dataDevice: found ?? asked.dataDevice };
}
