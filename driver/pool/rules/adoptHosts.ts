import { type Action, hostSubject, type Ruling, trusted, type View } from '../snapshot';
import { lostMachines } from '../strays';

/**
 * A machine with our mark that no record knows, and that serves or is about to, is taken back as a host: the state was
 * lost, the world wasn't. It goes through the phases like any other, though what runs on it is ours already.
 */
export function adoptHosts(view: View): Ruling {
  if (!view.grows) return {};
  const seen = trusted(view.machines, view);
  if (!seen) return {};
  return {
    actions: lostMachines({ ...view, machines: seen.value })
      .filter(({ hostId }) => view.isFree(hostSubject(hostId)))
      .map(
        (machine): Action => ({
          type: 'adoptHost',
          machine,
          reason: 'The provider lists its machine with our mark, and no record knows it.',
        }),
      ),
  };
}
