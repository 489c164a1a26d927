import type { InstanceWork } from '../instances';
import type { Instance } from '../model/instance';
import { roster } from './ledger';
import { instanceSubject, type Plan } from './snapshot';

/** Who waits hears for what. Called within a note. */
export function tellReasons(
  { blocked }: Pick<Plan, 'blocked'>,
  live: readonly Instance[],
  work: InstanceWork,
): void {
  const reasons = new Map(blocked.map(({ subject, reason }) => [subject, reason]));
  const { queueing, provisioning } = roster(live).byState;
  for (const { id, reason, error } of [...queueing, ...provisioning]) {
    if (error) continue;
    const now = reasons.get(instanceSubject(id));
    if (now !== undefined && now !== reason) work.change(id, { reason: now });
  }
}
