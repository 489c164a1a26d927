import { isConflict, isForbidden, isNotFound, servers } from 'openstack-ts';
import { endThing } from './kinds';
import type { Project } from './project';

/** Asks for the end of a server, and again until it is gone. */
export type ServerEnd = (id: string, signal: AbortSignal) => Promise<'accepted' | 'gone'>;

/** Most are gone by then. */
const LOOK_AFTER = 2;

/**
 * Some clouds keep for a while what was deleted, in case somebody wants it back: it is listed no more, has its volumes,
 * and would be kept as long again each time that it is deleted once more.
 */
export function serverEndOf(project: Project): ServerEnd {
  /** How often each was asked for. */
  const asked = new Map<string, number>();

  /** False: it is to be deleted as usual. */
  function endKept(id: string, signal: AbortSignal): Promise<boolean> {
    return project.write('end a machine that it keeps', async cloud => {
      try {
        const { status } = await servers.get(cloud, id, { signal });
        if (status !== 'SOFT_DELETED') return false;
        await servers.forceRemove(cloud, id, { signal });
        return true;
      } catch (error) {
        // Who may not ends it by waiting until the cloud does.
        if (isForbidden(error) || isConflict(error)) return true;
        if (isNotFound(error)) return false;
        throw error;
      }
    });
  }

  return async (id, signal) => {
    const times = asked.get(id) ?? 0;
    asked.set(id, times + 1);
    if (times >= LOOK_AFTER && (await endKept(id, signal))) return 'accepted';
    if ((await endThing(project, 'server', id, { signal })) !== 'gone') return 'accepted';
    asked.delete(id);
    return 'gone';
  };
}
