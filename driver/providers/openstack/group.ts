import {
  type Cloud,
  isNotFound,
  isPreconditionFailed,
  projectQuotas,
  type SecurityGroup,
  securityGroupRules,
  securityGroups,
} from 'openstack-ts';
import type { Clock } from '../../model/clock';
import { isRockpoolError, type RockpoolError } from '../../model/errors';
import { ruleChanges, wantedRules } from './groupRules';
import { endThing } from './kinds';
import type { LeaseCalls, LeaseHome } from './leaseStore';
import { readLeaseText } from './leaseText';
import { groupNameOf } from './marks';
import type { Project } from './project';
import type { SharedListing } from './sharedListing';
import { shareWork } from './sharedWork';

/** The security group of a pool. */
export interface PoolGroup {
  /**
   * Sees to it that there is one and that it allows what is wanted. All who ask at once share the answer, which counts
   * for a minute; it is given up when none of them waits any more.
   * @returns its id
   */
  ensure(
    wanted: { sshFrom: readonly string[]; masterGroupId: string | undefined },
    signal: AbortSignal,
  ): Promise<string>;
  /** True while that is done, also where nobody waits for it any more. */
  readonly isBusy: boolean;
  /** What is known of it may be wrong. */
  forget(): void;
  /** The group as the home of the pool's lease. */
  readonly leaseCalls: LeaseCalls;
}

const RIGHT_FOR_MS = 60_000;
/** A group that has no lease yet, as a dashboard shows it. */
const BARE = 'Rockpool';
/** Quotas are looked at so often, and where they aren't told it is simply asked again after so long. */
const LOOK_AGAIN_MS = 15_000;
const ASK_AGAIN_MS = 6 * 60_000;
const NOTING = 'note who has the pool';

export function poolGroup(
  poolId: string,
  project: Project,
  groups: SharedListing<SecurityGroup>,
  clock: Clock,
): PoolGroup {
  const name = groupNameOf(poolId);
  const named = (all: readonly SecurityGroup[]) => all.filter(one => one.name === name);
  /** The one with the lease; of several without, for everybody the same. */
  const pick = (all: readonly SecurityGroup[]) => {
    const ordered = named(all).sort(
      (a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0) || (a.id < b.id ? -1 : 1),
    );
    return ordered.find(({ description }) => readLeaseText(description)) ?? ordered[0];
  };
  let right: { key: string; until: number; id: string } | undefined;
  let forgotten = 0;
  const ensuring = shareWork<string>();
  const forget = () => {
    right = undefined;
    forgotten += 1;
  };

  let refused: { error: RockpoolError; at: number; lookedAt: number } | undefined;

  /** Where there was no room for a group, none is asked for before there is: the lease is asked for all the time. */
  async function refuseWithoutRoom(signal: AbortSignal): Promise<void> {
    if (!refused) return;
    const now = clock.monotonic();
    if (now - refused.lookedAt < LOOK_AGAIN_MS) throw refused.error;
    refused.lookedAt = now;
    const { network } = await project.read('tell its quotas', cloud => projectQuotas.get(cloud, { signal }));
    const { limit, used } = network?.securityGroups ?? {};
    const isFull =
      limit === undefined || used === undefined
        ? now - refused.at < ASK_AGAIN_MS
        : limit >= 0 && used >= limit;
    if (isFull) throw refused.error;
  }
  async function make(signal: AbortSignal): Promise<SecurityGroup> {
    await refuseWithoutRoom(signal);
    try {
      const made = await project.write('make a security group', cloud =>
        securityGroups.create(cloud, { name, description: BARE }, { signal }),
      );
      refused = undefined;
      return made;
    } catch (error) {
      const at = clock.monotonic();
      if (isRockpoolError(error) && error.value.kind === 'capacity') refused = { error, at, lookedAt: at };
      throw error;
    }
  }
  /** What is taken away may be gone already. */
  const takeAway = (doing: string, take: (cloud: Cloud) => Promise<void>) =>
    project.write(doing, async cloud => {
      await take(cloud).catch(unlessGone);
    });

  async function putRight(
    { sshFrom, masterGroupId }: { sshFrom: readonly string[]; masterGroupId: string | undefined },
    signal: AbortSignal,
  ): Promise<string> {
    const group = pick(await groups.fresh(signal)) ?? (await make(signal));
    const { add, remove } = ruleChanges(group.rules, wantedRules(sshFrom, masterGroupId));
    if (add.length > 0) {
      const rules = add.map(rule => ({ ...rule, securityGroupId: group.id }));
      await project.write('let SSH in to its machines', cloud =>
        securityGroupRules.createMany(cloud, rules, { signal }),
      );
    }
    for (const { id } of remove) {
      await takeAway('shut what somebody has opened', cloud =>
        securityGroupRules.remove(cloud, id, { signal }),
      );
    }
    return group.id;
  }

  return {
    async ensure(wanted, signal) {
      // What was begun before something was forgotten is not waited for: it may be what was wrong.
      const since = forgotten;
      const key = JSON.stringify([wanted, since]);
      if (right?.key === key && clock.monotonic() < right.until) return right.id;
      return ensuring.get(key, signal, async within => {
        const until = clock.monotonic() + RIGHT_FOR_MS;
        const id = await putRight(wanted, within);
        if (since === forgotten) right = { key, until, id };
        return id;
      });
    },
    get isBusy() {
      return ensuring.isUnderWay;
    },
    forget,
    leaseCalls: {
      list: async signal => named(await groups.fresh(signal)),
      create: async signal => {
        await make(signal);
      },
      describe: (home, description, signal) => noteLease(project, home, description, signal),
      addTag: ({ id }, tag, signal) =>
        project.write(NOTING, cloud => securityGroups.addTag(cloud, id, tag, { signal })),
      removeTag: ({ id }, tag, signal) =>
        takeAway(NOTING, cloud => securityGroups.removeTag(cloud, id, tag, { signal })),
      async remove({ id, revisionNumber: ifMatch }, signal) {
        forget();
        const outcome = await endThing(project, 'securityGroup', id, { signal, ifMatch });
        return outcome === 'accepted' ? 'gone' : outcome;
      },
    },
  };
}

/** False: somebody has changed it meanwhile, or it is gone. */
function noteLease(
  { write }: Project,
  { id, revisionNumber: ifMatch }: LeaseHome,
  description: string,
  signal: AbortSignal,
): Promise<boolean> {
  return write(NOTING, async cloud => {
    try {
      await securityGroups.update(cloud, id, { description }, { signal, ifMatch });
      return true;
    } catch (error) {
      if (isPreconditionFailed(error) || isNotFound(error)) return false;
      throw error;
    }
  });
}

function unlessGone(error: unknown): void {
  if (!isNotFound(error)) throw error;
}
