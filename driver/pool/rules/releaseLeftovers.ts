import { resourceKey } from '../../model/resource';
import { isProven, isWanted, strayed } from '../leftovers';
import {
  type Action,
  type Blocked,
  type Due,
  earliest,
  type Ruling,
  resourceSubject,
  type View,
} from '../snapshot';
import { standings } from '../standing';

/** Whether something has gone is asked again after this long (ms). */
const ASK_AGAIN_MS = 30_000;

/**
 * What carries our mark and belongs to nothing is ended where an admin, or the settings, want it: once two listings in a
 * row have shown it, and again and again until none does.
 */
export function releaseLeftovers(view: View): Ruling {
  if (view.strays.size === 0) return {};
  const actions: Action[] = [];
  const blocked: Blocked[] = [];
  const dues: Due[] = [];
  for (const resource of strayed(view)) {
    const subject = resourceSubject(resource);
    if (!isWanted(resource, view, view.config) || !view.isFree(subject)) continue;
    const touched = view.touched.get(resourceKey(resource));
    const inMs = touched === undefined ? 0 : touched + ASK_AGAIN_MS - view.monotonic;
    if (standings(view).frozen) {
      blocked.push({ subject, reason: 'Nothing is removed while many hosts are ill at once.' });
    } else if (inMs > 0) {
      dues.push({ inMs, subject, reason: 'Whether what is left over has gone is asked again.' });
    } else if (isProven(resource, view)) {
      actions.push({ type: 'release', resource, reason: 'It carries our mark and belongs to nothing.' });
    }
  }
  return { actions, blocked, next: earliest(dues) };
}
