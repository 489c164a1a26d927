import { useEffect, useMemo, useRef } from 'react';
import type { Instance } from '../../driver/model/instance';
import { changeBetween, resorted } from '../state/derived';
import { useCollection } from '../state/store';
import { type InstanceRow, isIn, matching, orderBy, rowOf, type Scope, type Sort } from './instanceRows';

/** Which instances are listed, and in which order. */
interface View {
  scope: Scope;
  text: string;
  sort: Sort;
}

/**
 * The rows of the instances that are to be listed, in order. Where only some instances have changed, only those are
 * looked at again.
 * @param minute the time in minutes: scopes depend on it
 */
export function useInstanceRows({ scope, text, sort }: View, minute: number): readonly InstanceRow[] {
  const instances = useCollection('instances');
  const hosts = useCollection('hosts');
  // What doesn't change from one look to the next, as long as only instances do.
  const view = useMemo(() => {
    const listed = (some: readonly Instance[]) =>
      matching(
        some.filter(one => isIn(scope, one, minute * 60_000)).map(one => rowOf(one, hosts)),
        text,
      );
    return { listed, order: orderBy(sort) };
  }, [hosts, scope, text, sort, minute]);
  const last = useRef<{ view: typeof view; instances: typeof instances; rows: readonly InstanceRow[] }>(
    undefined,
  );
  const rows = useMemo(() => {
    const { listed, order } = view;
    const known = last.current;
    const changed = known?.view === view && changeBetween('instances', known.instances, instances);
    if (!known || !changed) return listed(Object.values(instances)).sort(order);
    return resorted(known.rows, listed(changed.before), listed(changed.after), order);
  }, [view, instances]);
  useEffect(() => {
    last.current = { view, instances, rows };
  }, [view, instances, rows]);
  return rows;
}
