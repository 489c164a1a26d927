import type { Duplex } from 'node:stream';
import { isRockpoolError, RockpoolError } from '../model/errors';
import * as say from './messages';
import type { SshConnection, SshTarget } from './port';

/**
 * A stream to the SSH server of a machine behind another one. That it can't be had is told as what keeps the machine
 * from being reached.
 */
export async function openThrough(
  jump: SshConnection,
  target: Pick<SshTarget, 'address' | 'port' | 'user'>,
  signal: AbortSignal,
): Promise<Duplex> {
  try {
    return await jump.openAddress(target.address, target.port, { signal });
  } catch (cause) {
    if (!isRockpoolError(cause)) throw cause;
    const value =
      cause.value.code === 'SSH_NOBODY_LISTENS'
        ? say.notBehind(target, jump.target)
        : say.jumpFailed(target, cause.value);
    throw new RockpoolError(value, { cause });
  }
}
