import type { PoolConfig } from '../model/pool';
import { figuresOf } from './figures';
import { type LeaseStanding, leaseStanding } from './lease';
import { queued } from './ledger';
import { leftoversOf } from './leftovers';
import { rules } from './rules';
import {
  type Action,
  type Blocked,
  type Due,
  earliest,
  instanceSubject,
  type Plan,
  type Snapshot,
  showsNone,
  subjectOf,
  type View,
} from './snapshot';
import { standings } from './standing';

/**
 * What is to be done about a pool now, and why. Pure: the same arguments give the same plan. Without the pool's lease
 * nothing is.
 * @param now the wall clock, ms
 * @param policy the rules, from the top
 */
export function plan(config: PoolConfig, snapshot: Snapshot, now: number, policy = rules): Plan {
  const actions: Action[] = [];
  const blocked: Blocked[] = [];
  const planned = new Set<string>();
  const dues: Due[] = [];
  const view: View = {
    ...snapshot,
    config,
    now,
    isFree(subject) {
      if (planned.has(subject) || snapshot.inFlight.has(subject)) return false;
      const trouble = snapshot.troubles.get(subject);
      if (!trouble || trouble.retryAt <= snapshot.monotonic) return true;
      const inMs = trouble.retryAt - snapshot.monotonic;
      if (Number.isFinite(inMs)) dues.push({ inMs, subject, reason: 'What failed is tried again.' });
      return false;
    },
  };
  const lease = leaseStanding(snapshot.lease, {
    ...snapshot,
    isPoolEmpty: showsNone(snapshot.machines),
    now,
  });
  if (lease.inMs !== undefined) dues.push({ inMs: lease.inMs, subject: 'pool', reason: 'It is taken over.' });
  if (!lease.mayWrite) blocked.push(...blockedBy(lease, snapshot));
  for (const rule of lease.mayWrite ? policy : []) {
    const ruling = rule(view);
    for (const action of ruling.actions ?? []) {
      const subject = subjectOf(action);
      // One at a time, also where two containers carry the same mark.
      if (planned.has(subject)) continue;
      actions.push(action);
      planned.add(subject);
    }
    blocked.push(...(ruling.blocked ?? []));
    if (ruling.next) dues.push(ruling.next);
  }
  // What is due now is in this plan already, or waits for something else than time.
  const first = earliest(dues.filter(({ inMs }) => inMs > 0));
  // In whole ms: less than a clock can tell apart would be planned for again and again while no time passes.
  const next = first && { ...first, inMs: Math.ceil(first.inMs) };
  const leftovers = leftoversOf(snapshot, config, now);
  return {
    actions,
    blocked,
    next,
    figures: figuresOf(view),
    frozen: standings(view).frozen,
    lease,
    leftovers,
  };
}

/** Who waits hears that the pool isn't ours. */
function blockedBy({ reason, banner }: LeaseStanding, { instances }: Snapshot): Blocked[] {
  if (reason === undefined) return [];
  return [
    { subject: 'pool', reason, ...(banner ? { banner } : {}) },
    ...queued(instances).map(({ id }) => ({ subject: instanceSubject(id), reason })),
  ];
}

/** Makes plans, as `plan` does. */
export type Planner = (config: PoolConfig, snapshot: Snapshot, now: number) => Plan;
