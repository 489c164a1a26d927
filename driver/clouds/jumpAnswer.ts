import type { CloudAnswer } from '../model/cloudCheck';
import { isRockpoolError, sentence } from '../model/errors';
import type { SshConnection } from '../ssh';

export interface JumpPlace {
  user: string;
  address: string;
  port: number;
}

/** To a jump host of a pool; undefined: it is not on the pool's list. */
export type JumpTo = (poolId: string, place: JumpPlace) => SshConnection | undefined;

const name = 'way to hosts';
const SSH_PORT = 22;

/** Whether the jump host that settings name lets us through. */
export async function jumpAnswer(
  text: string,
  poolId: string | undefined,
  jumpTo: JumpTo,
  signal: AbortSignal,
): Promise<CloudAnswer> {
  const connection = poolId === undefined ? undefined : jumpTo(poolId, jumpPlaceOf(text));
  if (!connection) {
    const fix = 'Add it to the jump hosts of the pool, look at its key, and confirm it.';
    return { name, state: 'warning', found: `Through ${text}, which nobody has confirmed yet.`, fix };
  }
  try {
    // Whether something listens there is of no interest: it has let us through.
    (await connection.openAddress('127.0.0.1', connection.target.port, { signal })).destroy();
  } catch (error) {
    if (!isRockpoolError(error)) throw error;
    const { next, ...value } = error.value;
    if (value.code !== 'SSH_NOBODY_LISTENS')
      return { name, state: 'failed', found: sentence(value), ...(next === undefined ? {} : { fix: next }) };
  }
  return {
    name,
    state: 'ok',
    found: `Through ${text}, which lets us in. Whether hosts can be reached from there, a host of its own shows.`,
  };
}

/** `user@machine:port`, as the schema of the setting has let it through. */
export function jumpPlaceOf(text: string): JumpPlace {
  const [, user = '', address = '', port] = /^([^@]*)@(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(text) ?? [];
  return {
    user,
    address: address.replace(/^\[(.*)\]$/, '$1'),
    port: port === undefined ? SSH_PORT : Number(port),
  };
}
