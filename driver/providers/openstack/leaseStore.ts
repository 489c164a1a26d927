import type { SecurityGroup } from 'openstack-ts';
import type { Clock, Random } from '../../model/clock';
import type { Lease } from '../../model/lease';
import type { LeaseStore } from '../provider';
import { leaseText, readLeaseText } from './leaseText';

/** A security group with the name of the pool's, as the cloud shows it. */
export type LeaseHome = Pick<SecurityGroup, 'id' | 'description' | 'tags' | 'revisionNumber'>;

/** What is done with groups of that name. All are calls of the cloud, each done at one moment, or not. */
export interface LeaseCalls {
  /** All of them, as they are now. */
  list(signal: AbortSignal): Promise<LeaseHome[]>;
  create(signal: AbortSignal): Promise<void>;
  /** False: it has another revision, or is gone. */
  describe(home: LeaseHome, description: string, signal: AbortSignal): Promise<boolean>;
  addTag(home: LeaseHome, tag: string, signal: AbortSignal): Promise<void>;
  removeTag(home: LeaseHome, tag: string, signal: AbortSignal): Promise<void>;
  /** `used`: by a machine. `changed`: it has another revision. */
  remove(home: LeaseHome, signal: AbortSignal): Promise<'gone' | 'used' | 'changed'>;
}

export interface LeaseStoreDependencies {
  calls: LeaseCalls;
  clock: Clock;
  random: Random;
  controllerId: string;
  /** True if the cloud has nothing of the pool any more, for whose sake the group would have to stay. */
  isPoolEmpty(signal: AbortSignal): Promise<boolean>;
}

const WRITES = 'rockpool-writes-';
const NONCE_BYTES = 8;
/** Who has not got so far as to write by then (ms) gives up; a single call of the cloud has a limit of its own. */
const WRITE_LIMIT_MS = 60_000;
/** Who is still about to write after this (ms, watched) has died over it. */
const DEAD_AFTER_MS = 3 * 60_000;

/**
 * The lease in the description of the pool's security group, in which no two write at once.
 *
 * Neutron has no compare-and-swap: of two requests with the same `If-Match` that meet, both are done. So who writes first
 * puts a tag of its own on the group, then looks, and goes on only where it sees the tag of nobody else and what it
 * expects: of two that do so at once at least one sees the other. Making the group is the same with groups for tags.
 */
export function leaseStore({
  calls,
  clock,
  random,
  controllerId,
  isPoolEmpty,
}: LeaseStoreDependencies): LeaseStore {
  /** Since when (monotonic) each tag of others is seen without a break. */
  const others = new Map<string, number>();
  /** Since when each group without a lease is. */
  const bare = new Map<string, number>();
  /** Of our own, which may not have been taken away. */
  const own = new Set<string>();

  async function list(signal: AbortSignal): Promise<LeaseHome[]> {
    const homes = await calls.list(signal);
    const tags = new Set(homes.flatMap(home => home.tags));
    for (const tag of others.keys()) if (!tags.has(tag)) others.delete(tag);
    const now = clock.monotonic();
    for (const tag of tags) if (isForeign(tag) && !others.has(tag)) others.set(tag, now);
    const ids = new Set(homes.filter(isBare).map(({ id }) => id));
    for (const id of bare.keys()) if (!ids.has(id)) bare.delete(id);
    for (const id of ids) if (!bare.has(id)) bare.set(id, now);
    return homes;
  }
  const isForeign = (tag: string) => tag.startsWith(WRITES) && !own.has(tag);

  /** Takes away what the dead and ourselves have left: until then nobody could write. */
  async function clean(home: LeaseHome, signal: AbortSignal): Promise<void> {
    const isDead = (tag: string) =>
      own.has(tag) || clock.monotonic() - (others.get(tag) ?? clock.monotonic()) >= DEAD_AFTER_MS;
    for (const tag of home.tags.filter(isDead)) {
      await calls.removeTag(home, tag, signal);
      own.delete(tag);
    }
  }

  /**
   * Does what changes the group, alone.
   * @param expects false: there is something else by now
   * @returns false where somebody else is about to write, or has written
   */
  async function alone(
    home: LeaseHome,
    expects: (homes: readonly LeaseHome[]) => LeaseHome | undefined,
    change: (current: LeaseHome) => Promise<boolean>,
    signal: AbortSignal,
  ): Promise<boolean> {
    await clean(home, signal);
    const tag = `${WRITES}${random.hex(NONCE_BYTES)}`;
    const begun = clock.monotonic();
    own.add(tag);
    await calls.addTag(home, tag, signal);
    const current = expects(await list(signal));
    const isAlone = current?.id === home.id && !current.tags.some(isForeign);
    const isInTime = clock.monotonic() - begun < WRITE_LIMIT_MS;
    const isDone = isAlone && isInTime && (await change(current));
    // It would hold up everybody; if it can't be taken away now, it is before the next time.
    await calls.removeTag(home, tag, signal).then(
      () => own.delete(tag),
      () => undefined,
    );
    return isDone;
  }

  const withText = (text: string) => (homes: readonly LeaseHome[]) =>
    homes.find(({ description }) => description === text);
  /**
   * The only one, where none has a lease: which of several is the right one nobody can say, but where all have been there
   * for so long that nobody is just making one, and don't go since machines use them.
   */
  const unclaimed = (homes: readonly LeaseHome[]) => {
    if (!homes.every(isBare)) return undefined;
    if (homes.length === 1) return homes[0];
    const isOld = ({ id }: LeaseHome) =>
      clock.monotonic() - (bare.get(id) ?? clock.monotonic()) >= DEAD_AFTER_MS;
    return homes.every(isOld) ? [...homes].sort((a, b) => (a.id < b.id ? -1 : 1))[0] : undefined;
  };

  async function claim(next: Lease, signal: AbortSignal): Promise<boolean> {
    let homes = await list(signal);
    if (homes.length === 0) {
      await calls.create(signal);
      homes = await list(signal);
    }
    const home = unclaimed(homes);
    if (!home) {
      if (homes.every(isBare)) await dropSurplus(homes, signal);
      return false;
    }
    return alone(home, unclaimed, current => calls.describe(current, leaseText(next), signal), signal);
  }

  /**
   * Those without a lease beside one that has it; of several without, which were made at once or twice for a lost answer,
   * all but one. Each goes only while nobody else is about to write there.
   */
  async function dropSurplus(homes: readonly LeaseHome[], signal: AbortSignal): Promise<void> {
    const without = homes.filter(isBare);
    const kept = without.length === homes.length ? Math.floor(random.float() * without.length) : -1;
    for (const home of without.filter((_, index) => index !== kept)) {
      const isSurplus = (now: readonly LeaseHome[]) =>
        now.length > 1 ? now.find(one => one.id === home.id && isBare(one)) : undefined;
      await alone(home, isSurplus, async one => (await calls.remove(one, signal)) === 'gone', signal);
    }
  }

  /** What was given back with nothing left needs no memory. */
  async function forget(home: LeaseHome, signal: AbortSignal): Promise<'gone' | 'used' | 'changed'> {
    let outcome: 'gone' | 'used' | 'changed' = 'changed';
    const remove = async (current: LeaseHome) => {
      outcome = await calls.remove(current, signal);
      return outcome === 'gone';
    };
    await alone(home, withText(home.description), remove, signal);
    return outcome;
  }

  return {
    async read({ signal }) {
      const homes = await list(signal);
      for (const home of homes) {
        const lease = readLeaseText(home.description);
        if (!lease) continue;
        const isOver = lease.releasedAt !== undefined && lease.holder === controllerId;
        if (isOver && (await isPoolEmpty(signal)) && (await forget(home, signal)) === 'gone')
          return undefined;
        return lease;
      }
      return undefined;
    },

    async write(next, seen, { signal }) {
      if (!seen) return claim(next, signal);
      const text = leaseText(seen);
      const homes = await list(signal);
      const home = withText(text)(homes);
      if (!home) return false;
      if (homes.some(isBare)) await dropSurplus(homes, signal);
      if (next.releasedAt !== undefined && (await isPoolEmpty(signal))) {
        if ((await forget(home, signal)) === 'gone') return true;
      }
      return alone(home, withText(text), current => calls.describe(current, leaseText(next), signal), signal);
    },
  };
}

const isBare = ({ description }: LeaseHome): boolean => readLeaseText(description) === undefined;
