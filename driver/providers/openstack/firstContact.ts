import type { Clock } from '../../model/clock';
import {
  type ErrorValue,
  isCancelled,
  isRockpoolError,
  RockpoolError,
  toErrorValue,
} from '../../model/errors';
import { placeOf } from '../../model/labMachine';
import type { CloudConnections } from './connections';
import { consoleKeys } from './consoleKeys';
import { type GivenKey, keyNote } from './hostKeys';
import * as say from './reachMessages';

/** From the server's start as its cloud sees it to being let in; some clouds copy the image first. */
const BOOT_LIMIT_MS = 10 * 60_000;
/** cloud-init prints the keys at the end of the first boot. */
const CONSOLE_LIMIT_MS = 5 * 60_000;
const TRY_EVERY_MS = 2_000;
/** Servers shut out who asks too often, and clouds count calls. */
const SELDOM_MS = 10_000;
const QUIET_MS = 30_000;
const MINUTE_MS = 60_000;

export interface ContactDependencies {
  connections: CloudConnections;
  clock: Clock;
  signal: AbortSignal;
  consoleLog(): Promise<string>;
  noteKey(note: string): Promise<void>;
  onLine(text: string): void;
  /** Told why it is waited for, once that is another reason. */
  onWait?: ((why: ErrorValue) => void) | undefined;
}

/**
 * Waits until a server lets us in. One that has never been reached and does not show the key that it was given is known
 * by what its console shows; while that shows nothing, nothing is sent to it.
 * @throws RockpoolError CLOUD_BOOT_TIMEOUT (transient), CLOUD_HOST_KEY_UNKNOWN (permanent), and what SshConnection throws
 */
export async function firstContact(
  serverId: string,
  given: GivenKey,
  dependencies: ContactDependencies,
): Promise<void> {
  const { connections, clock, signal, onLine } = dependencies;
  const begun = clock.monotonic();
  const passed = (since: number) => clock.monotonic() - since;
  let otherKeySince: number | undefined;
  let waitsFor: string | undefined;
  for (;;) {
    const connection = connections.to(serverId);
    const failure = await tryIt(() => connection.run('true', { quietMs: QUIET_MS, signal }));
    if (!failure) {
      if (passed(begun) > TRY_EVERY_MS) onLine(`SSH answers after ${seconds(passed(begun))} s.`);
      return;
    }
    const place = placeOf(connection.target);
    if (failure.code === 'SSH_HOST_KEY_CHANGED' && isNew(connections, serverId, given)) {
      otherKeySince ??= clock.monotonic();
      const found = await keysFromConsole(serverId, given, dependencies);
      if (found === true) continue;
      if (passed(otherKeySince) >= CONSOLE_LIMIT_MS)
        throw new RockpoolError(say.keyNeverShown(place, CONSOLE_LIMIT_MS / MINUTE_MS, found || undefined));
    } else if (!mayPass(failure)) throw new RockpoolError(failure);
    if (passed(begun) >= BOOT_LIMIT_MS)
      throw new RockpoolError(say.neverLetIn(place, BOOT_LIMIT_MS / MINUTE_MS, failure));
    if (failure.code !== waitsFor) dependencies.onWait?.(failure);
    waitsFor = failure.code;
    const isSeldom = failure.code === 'SSH_HOST_KEY_CHANGED' || failure.code === 'SSH_KEY_REFUSED';
    await clock.sleep(isSeldom ? SELDOM_MS : TRY_EVERY_MS, { signal });
    connection.retry();
  }
}

/** A machine that starts is away, drops connections, or has not put the key in yet; its cloud may be busy, too. */
const mayPass = ({ kind, code }: ErrorValue) => kind === 'transient' || code === 'SSH_KEY_REFUSED';
const seconds = (ms: number) => Math.round(ms / 1000);

/** Nobody has been there yet: it is known by the key that it was given, and no other. */
function isNew(connections: CloudConnections, serverId: string, given: GivenKey): boolean {
  const { hostKeys } = connections.way(serverId);
  return hostKeys.length === 1 && hostKeys[0]?.fingerprint === given.key.fingerprint;
}

/** True: it is known by them now. False, or why it can't be read: it is not. */
async function keysFromConsole(
  serverId: string,
  given: GivenKey,
  { connections, consoleLog, noteKey, onLine }: ContactDependencies,
): Promise<boolean | ErrorValue> {
  let keys: ReturnType<typeof consoleKeys> = [];
  const failure = await tryIt(async () => {
    keys = consoleKeys(await consoleLog());
  });
  if (failure) return failure;
  // Where it did take the given one, somebody else answers, or it does not show it yet.
  if (keys.length === 0 || keys.some(({ fingerprint }) => fingerprint === given.key.fingerprint))
    return false;
  connections.pin(serverId, keys);
  onLine(`It has made host keys of its own; by its console it is known by ${keyNote(keys)}.`);
  await noteKey(keyNote(keys));
  return true;
}

async function tryIt(run: () => Promise<unknown>): Promise<ErrorValue | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    if (isCancelled(error) || !isRockpoolError(error)) throw error;
    return toErrorValue(error);
  }
}
