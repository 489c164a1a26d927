import { roster } from '../ledger';
import { type Action, answers, instanceSubject, type Ruling, type View } from '../snapshot';
import { standings } from '../standing';

/** A running container with our mark that no record knows is taken back: the state was lost, the world wasn't. */
export function adoptContainers(view: View): Ruling {
  const actions: Action[] = [];
  const { byId: known } = roster(view.instances);
  for (const { host, listing } of standings(view).unmatched) {
    const { id: hostId, name } = host;
    if (!answers(listing)) continue;
    for (const container of listing?.last?.value.containers ?? []) {
      const { instance } = container.marks;
      if (container.state !== 'running' || known.has(instance) || view.ended.has(instance) || !instance)
        continue;
      if (!view.isFree(instanceSubject(instance))) continue;
      actions.push({
        type: 'adopt',
        hostId,
        container,
        reason: `Found running on ${name} without a record.`,
      });
    }
  }
  return { actions };
}
