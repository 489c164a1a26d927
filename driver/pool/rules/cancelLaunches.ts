import { roster } from '../ledger';
import { instanceSubject, type View } from '../snapshot';

/** A launch under way is given up once its instance is to go. */
export function cancelLaunches({ instances, inFlight }: View) {
  return {
    actions: roster(instances)
      .byState.deleting.filter(({ id }) => {
        const type = inFlight.get(instanceSubject(id))?.type;
        return type === 'launch' || type === 'resume';
      })
      .map(({ id }) => ({
        type: 'cancel' as const,
        instanceId: id,
        reason: 'It is to be destroyed before it is ready.',
      })),
  };
}
