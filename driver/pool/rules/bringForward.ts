import { endUnder } from '../../model/broughtForward';
import { roster } from '../ledger';
import { portion } from '../portion';
import { type Action, instanceSubject, type Ruling, type View } from '../snapshot';
import { standings } from '../standing';

/**
 * While a pool is shut down at a time, its instances show that time as their end, so that whoever works there is
 * warned. Called back, they have their own again.
 */
export function bringForward(view: View): Ruling {
  const endsAt = view.shutdown?.endsAt;
  const isNone = endsAt === undefined && !standings(view).all.some(({ facts }) => facts.hasBroughtForward);
  const actions: Action[] = (isNone ? [] : roster(view.instances).byState.running)
    .filter(instance => {
      const { id, error, expiresAt, broughtForward } = instance;
      if (error || (endsAt === undefined && !broughtForward)) return false;
      if (!view.isFree(instanceSubject(id))) return false;
      const then = endUnder(instance, endsAt);
      return then.expiresAt !== expiresAt || then.broughtForward?.from !== broughtForward?.from;
    })
    .map(({ id }) => ({
      type: 'setEnd',
      instanceId: id,
      endsAt,
      reason: endsAt === undefined ? 'The pool is not shut down any more.' : 'The pool is shut down.',
    }));
  return portion(actions);
}
