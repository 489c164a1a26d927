import type { Accounts } from '../account/account';
import type { Activity } from '../activity/activity';
import type { Engines } from '../engine';
import { type Waits, waitAfter } from '../model/backoff';
import type { Clock, Disposer, Random } from '../model/clock';
import { type ErrorValue, isCancelled, toErrorValue } from '../model/errors';
import type { Log } from '../model/log';
import type { PoolPlan } from '../model/poolPlan';
import type { Resource } from '../model/resource';
import { isUnderWay, type Remaining, type Shutdown } from '../model/shutdown';
import type { Provider } from '../providers';
import type { Store } from '../store/store';
import * as say from './shutdownMessages';
import { outsideOf } from './shutdownProbe';
import { type Outside, remainsOf } from './shutdownRemains';
import { reportOf } from './shutdownReport';
import { proofsAfter, shownOf, stateOf } from './shutdownStep';
import { hostSubject, instanceSubject, type Snapshot } from './snapshot';

export interface FollowerDependencies {
  store: Store;
  activity: Activity;
  accounts: Accounts;
  engines: Engines;
  controllerId: string;
  clock: Clock;
  random: Random;
  log: Log;
  /** Of each pool; undefined: it is gone. */
  provider(poolId: string): Provider | undefined;
  snapshot(poolId: string): Snapshot | undefined;
  plan(poolId: string): PoolPlan | undefined;
  /** Asks everybody and plans now. */
  look(poolId: string): void;
}

/** How often what is left is looked at. */
const LOOK_EVERY_MS = 1_000;
/** The outside world is asked again this long after its answer; sooner once only its word is missing. */
const ASK_AGAIN_MS = 5_000;
const PROVE_AGAIN_MS = 1_000;
/** Where it keeps failing. */
const FAILING: Waits = [5_000, 60_000];

/**
 * Follows the shutting down of one pool until nothing is left: notes what remains and, when that does not go or nothing
 * does, makes the report. It gives nothing back by itself: that is the pool's rules.
 * @param onEnd called once nothing is left
 */
export function followShutdown(
  poolId: string,
  dependencies: FollowerDependencies,
  onEnd: () => void,
): Disposer {
  const { store, activity, clock, random, log, accounts } = dependencies;
  const abort = new AbortController();
  let going: ReadonlyMap<string, number> = new Map();
  let outside: Outside | undefined;
  let failure: ErrorValue | undefined;
  /** In a row. */
  let failures = 0;
  /** An act has ended, or its hosts are listed again: the next answer is not waited for any longer. */
  let isDue = false;
  let isListed = true;
  /** Since when (monotonic) nothing is recorded and nothing is under way. */
  let quietSince: number | undefined;
  let proofs = 0;

  async function ask(): Promise<void> {
    const pool = store.pools.get(poolId);
    const provider = dependencies.provider(poolId);
    if (!pool || !provider) return;
    const begun = clock.monotonic();
    try {
      const { signal } = abort;
      outside = await outsideOf(pool, { ...dependencies, provider }, { signal });
      failure = undefined;
      failures = 0;
      accounts.listed(poolId, outside.resources);
      const found = outside.resources.length + outside.containers.length;
      proofs = proofsAfter(proofs, { begun, found }, quietSince);
    } catch (error) {
      if (isCancelled(error)) throw error;
      failure = toErrorValue(error);
      failures += 1;
      proofs = 0;
    }
  }
  async function keepAsking(): Promise<void> {
    for (;;) {
      isDue = false;
      await ask();
      const until = clock.monotonic() + pauseMs();
      do await clock.sleep(PROVE_AGAIN_MS, { signal: abort.signal });
      while (clock.monotonic() < until && !(isDue && failures > 0));
    }
  }
  function pauseMs(): number {
    if (failures > 0) return waitAfter(FAILING, failures, random);
    return quietSince === undefined ? ASK_AGAIN_MS : PROVE_AGAIN_MS;
  }

  function look(): void {
    const snapshot = dependencies.snapshot(poolId);
    const shutdown = store.shutdowns.get(poolId);
    if (!snapshot || !isUnderWay(shutdown)) return;
    const isQuiet = snapshot.hosts.length + snapshot.instances.length + snapshot.inFlight.size === 0;
    const before = quietSince;
    quietSince = isQuiet ? Math.max(before ?? snapshot.monotonic, lastActOf(snapshot)) : undefined;
    // What began and ended between two looks was an act, too.
    if (quietSince !== before) {
      proofs = 0;
      isDue = true;
    }
    const wasListed = isListed;
    isListed = snapshot.machines.failure === undefined;
    if (isListed && !wasListed) isDue = true;
    const provider = dependencies.provider(poolId);
    const byHand = (resource: Resource) => provider?.byHand?.(resource);
    const plan = dependencies.plan(poolId);
    const known = { snapshot, outside, failure, going };
    const remains = remainsOf({ ...known, waiting: waitingOf(plan), barred: barredBy(plan), byHand });
    going = remains.going;
    note(shutdown, remains.remaining, snapshot);
  }

  function note(before: Shutdown, remaining: readonly Remaining[], snapshot: Snapshot): void {
    const state = stateOf(before.state, remaining, proofs);
    const after: Shutdown = {
      ...before,
      state,
      remaining: shownOf(remaining),
      remainingCount: remaining.length,
      ...(state === 'under way' ? {} : { report: makeReport(before, remaining, snapshot) }),
    };
    if (JSON.stringify(after) === JSON.stringify(before)) return;
    store.transaction(() => {
      store.shutdowns.put(poolId, after);
      if (state === before.state) return;
      const name = store.pools.get(poolId)?.name ?? '';
      if (state === 'stuck') activity.note('warning', say.stuck(name, remaining), { poolId });
      if (state !== 'done' || !after.report) return;
      activity.note('info', say.done(name, after.report), { poolId });
      accounts.close(poolId);
    });
    if (state !== 'done') return;
    // Others rely on what they were told last: that there is still something.
    dependencies.look(poolId);
    onEnd();
  }
  function makeReport(before: Shutdown, remaining: readonly Remaining[], { instances }: Snapshot) {
    const report = reportOf({
      poolCreatedAt: store.pools.get(poolId)?.createdAt ?? before.orderedAt,
      account: store.accounts.get(poolId),
      things: store.things.all().filter(thing => thing.poolId === poolId),
      instances,
      remaining,
      now: clock.now(),
    });
    // Its time is that of what it says.
    const isSame = (one: typeof report | undefined) =>
      JSON.stringify({ ...one, madeAt: 0 }) === JSON.stringify({ ...report, madeAt: 0 });
    return before.report && isSame(before.report) ? before.report : report;
  }

  let cancelTimer: Disposer = () => undefined;
  function lookAgain(): void {
    cancelTimer = clock.timer(LOOK_EVERY_MS, () => {
      try {
        look();
      } catch (error) {
        log.error('following a shutdown failed', { poolId, error: String(error) });
      }
      if (!abort.signal.aborted) lookAgain();
    });
  }
  lookAgain();
  keepAsking().catch(error => {
    if (!isCancelled(error)) log.error('asking during a shutdown failed', { poolId, error: String(error) });
  });
  return () => {
    abort.abort();
    cancelTimer();
  };
}

/** When something was last done about the pool (monotonic). */
function lastActOf({ touched }: Snapshot): number {
  let last = 0;
  for (const at of touched.values()) if (at > last) last = at;
  return last;
}

/** The plan's words about what waits, by subject. */
function waitingOf(plan: PoolPlan | undefined): Map<string, string> {
  const words = new Map<string, string>();
  for (const { hostId, instanceId, reason } of plan?.waiting ?? []) {
    if (instanceId !== undefined) words.set(instanceSubject(instanceId), reason);
    else if (hostId !== undefined) words.set(hostSubject(hostId), reason);
  }
  return words;
}

/** Why nothing is written to the pool from here, in the plan's words. */
function barredBy(plan: PoolPlan | undefined): string | undefined {
  const state = plan?.lease?.state;
  if (state === undefined || state === 'held' || state === 'idle') return undefined;
  const line = plan?.waiting.find(one => one.hostId === undefined && one.instanceId === undefined);
  return line?.reason ?? 'This Rockpool does not have the pool now, so it ends nothing there.';
}
