import { isComing } from '../../model/hostPhases';
import type { Machine } from '../../providers';
import { isRemovalOutdated } from '../adopted';
import { type Action, hostSubject, type Ruling, trusted, type View } from '../snapshot';
import { standings } from '../standing';
import { lostMachines } from '../strays';

/**
 * A machine with our mark that no record knows, and that serves or is about to, is taken back as a host: the state was
 * lost, the world wasn't. It goes through the phases like any other, though what runs on it is ours already. The same goes
 * for a host that was on its way, or was to be removed, when the pool was another's: that one may have used it.
 */
export function adoptHosts(view: View): Ruling {
  if (!view.grows) return {};
  const seen = trusted(view.machines, view);
  const known = [...hostsOfAnother(view), ...removalsOfThen(view)];
  if (!seen) return { actions: known };
  return { actions: [...known, ...machinesWithoutRecord(view, seen.value)] };
}

function hostsOfAnother({ hosts, lease, monotonic, now, isFree }: View): Action[] {
  // Until then none is asked for: those that are on their way are from before.
  if ((lease?.settledFrom ?? 0) <= monotonic) return [];
  return hosts
    .filter(
      ({ id, phase, adoptedAt }) => isComing(phase) && adoptedAt === undefined && isFree(hostSubject(id)),
    )
    .map(({ id }) => ({
      type: 'noteHost',
      hostId: id,
      changes: { adoptedAt: now },
      reason: 'Another Rockpool had the pool while it was on its way.',
    }));
}

/** Also while what failed about it waits: until then it would be ended. */
function removalsOfThen(view: View): Action[] {
  return standings(view)
    .unsettled.filter(({ host }) => isRemovalOutdated(host, view) && !view.inFlight.has(hostSubject(host.id)))
    .map(({ host: { id } }) => ({
      type: 'moveHost',
      hostId: id,
      from: 'removing',
      to: 'spawning',
      changes: { adoptedAt: view.now },
      reason: 'Another Rockpool had the pool since it was to be removed, and may have used it.',
    }));
}

function machinesWithoutRecord(view: View, machines: readonly Machine[]): Action[] {
  return lostMachines({ ...view, machines })
    .filter(({ hostId }) => view.isFree(hostSubject(hostId)))
    .map(machine => ({
      type: 'adoptHost',
      machine,
      reason: 'The provider lists its machine with our mark, and no record knows it.',
    }));
}
