import { isRockpoolError } from '../model/errors';
import { type Host, isOverSsh } from '../model/host';
import { type InstanceEnds, readEnds } from '../preparation';
import type { SshConnection } from '../ssh';

interface Dependencies {
  /** Undefined: a machine that is on no list. */
  connectionOf(machineId: string): SshConnection | undefined;
  read?: typeof readEnds;
}

/**
 * What hosts over SSH were told of their instances' ends; other hosts are told nothing. Who asks the same host at the
 * same time gets the same answer: a host has dozens of instances, which are taken back all at once.
 */
export function createKeptEnds({ connectionOf, read = readEnds }: Dependencies) {
  const asking = new Map<string, Promise<InstanceEnds>>();

  async function ask(connection: SshConnection): Promise<InstanceEnds> {
    try {
      return await read(connection);
    } catch (error) {
      // It has no such folder, or none that can be read: nobody has told it.
      if (isRockpoolError(error) && error.value.code === 'PREPARATION_ENDS') return new Map();
      throw error;
    }
  }
  return ({ id, engineUrl, providerId = '' }: Host): Promise<InstanceEnds> | undefined => {
    const connection = isOverSsh(engineUrl) ? connectionOf(providerId) : undefined;
    if (!connection) return undefined;
    const underWay = asking.get(id);
    if (underWay) return underWay;
    const answer = ask(connection).finally(() => asking.delete(id));
    asking.set(id, answer);
    return answer;
  };
}
