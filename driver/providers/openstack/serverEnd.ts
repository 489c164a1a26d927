import { isConflict, isForbidden, isNotFound, servers } from 'openstack-ts';
import { RockpoolError } from '../../model/errors';
import { endThing } from './kinds';
import { keptByCloud } from './messages';
import type { Project } from './project';
import { countVain } from './vain';

/** Asks for the end of a server, and again until it is gone. @throws RockpoolError, also why it does not go */
export type ServerEnd = (id: string, signal: AbortSignal) => Promise<'accepted' | 'gone'>;

/**
 * Some clouds keep for a while what was deleted, in case somebody wants it back: it is listed no more, has its volumes,
 * and would be kept as long again each time that it is deleted once more.
 */
export function serverEndOf(project: Project): ServerEnd {
  const vain = countVain();

  /** False: it is to be deleted as usual. */
  function endKept(id: string, signal: AbortSignal): Promise<boolean> {
    return project.write('end a machine that it keeps', async cloud => {
      try {
        const { status } = await servers.get(cloud, id, { signal });
        if (status !== 'SOFT_DELETED') return false;
        await servers.forceRemove(cloud, id, { signal });
        return true;
      } catch (error) {
        // Who may not waits until the cloud does.
        if (isForbidden(error) || isConflict(error))
          throw new RockpoolError(keptByCloud(project.where, error.said), { cause: error });
        if (isNotFound(error)) return false;
        throw error;
      }
    });
  }

  return async (id, signal) => {
    const explains = vain.ask(id);
    if (explains && (await endKept(id, signal))) return 'accepted';
    if ((await endThing(project, 'server', id, { signal, explains })) !== 'gone') return 'accepted';
    vain.forget(id);
    return 'gone';
  };
}
