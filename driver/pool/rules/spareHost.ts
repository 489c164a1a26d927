import { isAtRest, roomForHosts } from '../growth';
import { answers, type Ruling, type View } from '../snapshot';
import { lacksCopy, startsOf } from '../starts';
import { lostMachines } from '../strays';
import { POOL_SUBJECTS, SPARE } from '../troubles';

/**
 * Where large hosts have no copy to start from, one more is asked for than the pool needs, as far as there is room for it:
 * that one can be copied before it serves, and no launch misses it. From then on it is a host like the others. Another is asked for
 * only after a while, ever longer, as long as no copy comes of it.
 */
export function spareHost(view: View): Ruling {
  const { config, monotonic, troubles } = view;
  if (!view.grows || config.DD_SHUTDOWN_MODE || !view.copying?.isOfUse) return {};
  const starts = answers(view.resources) ? startsOf(config, view) : undefined;
  if (!starts || starts.paused || !lacksCopy(starts, config) || !isListedSince(view)) return {};
  // What comes for the pool itself could be copied as well.
  if (!isAtRest(view) || !mayBeAskedFor(view)) return {};
  const waitMs = (troubles.get(SPARE)?.retryAt ?? monotonic) - monotonic;
  if (waitMs > 0) {
    const reason = 'No copy came of the spare host: another is asked for.';
    return { next: { inMs: waitMs, subject: 'pool', reason } };
  }
  const { DD_HOST_FLAVOR_NAME_LARGE: flavor, DD_HOST_FLAVOR_SLOTS_LARGE: slots } = config;
  const reason = `Hosts of ${flavor} have no ready-made image to start from: this one is spare, and is copied before it serves.`;
  return { actions: [{ type: 'createHost', number: 0, flavor, slots, isSpare: true, reason }] };
}

/** There is room for it, as far as that is known, and it is known which hosts there are. */
function mayBeAskedFor(view: View): boolean {
  const { machines, lease, troubles, roomForMachines = Number.POSITIVE_INFINITY } = view;
  const isKnown = answers(machines) && (machines.last?.begun ?? 0) >= (lease?.settledFrom ?? 0);
  if (!isKnown || roomForHosts(view) === 0 || roomForMachines < 1) return false;
  if (POOL_SUBJECTS.some(subject => troubles.has(subject))) return false;
  return lostMachines({ ...view, machines: machines.last?.value ?? [] }).length === 0;
}

/** Copies were listed after the last host had come: if it was copied, that would be known. */
function isListedSince({ hosts, removed, since, touched, resources }: View): boolean {
  const begun = resources.last?.begun ?? Number.NEGATIVE_INFINITY;
  const hasCome = hosts.some(
    ({ id, phase }) => phase === 'active' && (since.get(id)?.phase ?? begun) > begun,
  );
  return !hasCome && ![...removed.keys()].some(id => (touched.get(id) ?? begun) > begun);
}
