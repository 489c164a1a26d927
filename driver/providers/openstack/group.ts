import type { Clock } from '../../model/clock';
import type { CloudCalls, SeenGroup } from './calls';
import { ruleChanges, wantedRules } from './groupRules';
import type { LeaseCalls } from './leaseStore';
import { readLeaseText } from './leaseText';
import { groupNameOf } from './marks';
import type { SharedListing } from './sharedListing';

/** The security group of a pool. */
export interface PoolGroup {
  /**
   * Sees to it that there is one and that it allows what is wanted. All who ask at once share the answer, which counts
   * for a minute.
   * @returns its id
   */
  ensure(
    wanted: { sshFrom: readonly string[]; masterGroupId: string | undefined },
    signal: AbortSignal,
  ): Promise<string>;
  /** What is known of it may be wrong. */
  forget(): void;
  /** The group as the home of the pool's lease. */
  readonly leaseCalls: LeaseCalls;
}

const RIGHT_FOR_MS = 60_000;
/** A group that has no lease yet, as a dashboard shows it. */
const BARE = 'Rockpool';

export function poolGroup(
  poolId: string,
  calls: CloudCalls,
  groups: SharedListing<SeenGroup>,
  clock: Clock,
): PoolGroup {
  const name = groupNameOf(poolId);
  const named = (all: readonly SeenGroup[]) => all.filter(one => one.name === name);
  /** The one with the lease; of several without, for everybody the same. */
  const pick = (all: readonly SeenGroup[]) => {
    const ordered = named(all).sort(
      (a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0) || (a.id < b.id ? -1 : 1),
    );
    return ordered.find(({ description }) => readLeaseText(description)) ?? ordered[0];
  };
  let right: { key: string; until: number; id: Promise<string> } | undefined;

  async function putRight(
    { sshFrom, masterGroupId }: { sshFrom: readonly string[]; masterGroupId: string | undefined },
    signal: AbortSignal,
  ): Promise<string> {
    const group = pick(await groups.fresh(signal)) ?? (await calls.createGroup(name, BARE, signal));
    const { add, remove } = ruleChanges(group.rules, wantedRules(sshFrom, masterGroupId));
    if (add.length > 0) await calls.addRules(group.id, add, signal);
    for (const { id } of remove) await calls.removeRule(id, signal);
    return group.id;
  }

  return {
    ensure(wanted, signal) {
      const key = JSON.stringify(wanted);
      if (right?.key === key && clock.monotonic() < right.until) return right.id;
      const mine = { key, until: clock.monotonic() + RIGHT_FOR_MS, id: putRight(wanted, signal) };
      right = mine;
      mine.id.catch(() => {
        if (right === mine) right = undefined;
      });
      return mine.id;
    },
    forget() {
      right = undefined;
    },
    leaseCalls: {
      list: async signal => named(await groups.fresh(signal)),
      create: async signal => {
        await calls.createGroup(name, BARE, signal);
      },
      describe: (home, description, signal) => calls.describeGroup(home, description, signal),
      addTag: ({ id }, tag, signal) => calls.tagGroup(id, tag, signal),
      removeTag: ({ id }, tag, signal) => calls.untagGroup(id, tag, signal),
      async remove({ id, revision }, signal) {
        right = undefined;
        const outcome = await calls.remove('securityGroup', id, signal, { revision });
        return outcome === 'accepted' ? 'gone' : outcome;
      },
    },
  };
}
