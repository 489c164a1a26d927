import { type Instance, isLive } from '../../driver/model/instance';
import { derived, grouped, resorted } from './derived';

/** The live instances on each host, by its id. */
export const liveByHost = grouped('instances', instance => (isLive(instance) ? instance.hostId : undefined));

/** All instances by the id of their blueprint. */
export const byBlueprint = grouped('instances', ({ blueprintId }) => blueprintId);

/** How many instances there are, and how many of them live. */
export const counts = derived(
  'instances',
  instances => {
    const all = Object.values(instances);
    return { all: all.length, live: all.filter(isLive).length };
  },
  ({ all, live }, { before, after }) => ({
    all: all - before.length + after.length,
    live: live - before.filter(isLive).length + after.filter(isLive).length,
  }),
);

/** Those that run and have an end, the first to end first. */
export const runningByEnd = derived<'instances', readonly Instance[]>(
  'instances',
  instances => Object.values(instances).filter(hasEnd).sort(byEnd),
  (present, { before, after }) => resorted(present, before.filter(hasEnd), after.filter(hasEnd), byEnd),
);

const hasEnd = ({ state, expiresAt }: Instance) => state === 'running' && expiresAt !== undefined;
const byEnd = (a: Instance, b: Instance) =>
  (a.expiresAt ?? 0) - (b.expiresAt ?? 0) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
