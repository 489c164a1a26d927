import type { Engine, Engines } from '../engine';
import type { Clock, Disposer, Random } from '../model/clock';
import { type ErrorValue, isCancelled, toErrorValue } from '../model/errors';
import { isLive } from '../model/instance';
import type { Log } from '../model/log';
import type { Pool } from '../model/pool';
import type { Machine, Provider } from '../providers';
import type { Store } from '../store/store';
import { type ActDependencies, act, isLaunch } from './act';
import { noteListing } from './notes';
import { type Observer, observe } from './observer';
import { plan } from './plan';
import {
  type Action,
  type HostListing,
  instanceSubject,
  type Observed,
  type Plan,
  type Snapshot,
  subjectOf,
  type Trouble,
} from './snapshot';
import { type WatchedHost, watchHost } from './watchHost';

/** Runs one pool: observes, plans, acts. */
export interface PoolManager extends AsyncDisposable {
  /** Plans at the end of this tick; calls in between are gathered. */
  wake(): void;
  /** Asks the provider and the engines now. */
  look(): void;
}

export interface ManagerDependencies extends ActDependencies {
  store: Store;
  engines: Engines;
  provider: Provider;
  controllerId: string;
  clock: Clock;
  random: Random;
  log: Log;
  /** From when on (monotonic) what was seen may be relied on to destroy something; called at each round. */
  trustFrom(): number;
}

/** With nothing else to plan for, a plan is made this often. */
const PLAN_EVERY_MS = 15_000;
/** Actions under way at the same time; what is beyond is planned again when one has ended. */
const MOST_LAUNCHES = 64;
const MOST_OTHERS = 32;
/** Trouble is left alone for this long at first, then twice as long each time. */
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;
/** An engine that hasn't answered yet may take this long before it is said not to. */
const START_GRACE_MS = 5_000;
/** What ends single calls when the app stops. */
const STOP_LIMIT_MS = 5_000;

export function managePool(poolId: string, dependencies: ManagerDependencies): PoolManager {
  const { store, engines, provider, controllerId, clock, random, log, trustFrom, hostRows } = dependencies;
  const inFlight = new Map<string, { action: Action; abort: AbortController; done: Promise<void> }>();
  const touched = new Map<string, number>();
  const troubles = new Map<string, Trouble>();
  const watched = new Map<string, WatchedHost>();
  const managedSince = clock.monotonic();
  let stopped = false;
  let woken = false;
  let cancelTimer: Disposer = () => undefined;

  const pool = (): Pool | undefined => store.pools.get(poolId);
  const hosts = () => store.hosts.all().filter(host => host.poolId === poolId && host.phase !== 'removed');

  const machines: Observer<readonly Machine[]> = observe(
    ({ signal }) => provider.list(hosts(), { signal }),
    ({ last, failure }) => {
      const current = pool();
      if (current && last && !failure) hostRows.noteMachines(current, last.value);
      wake();
    },
    { clock },
  );

  function engineOf(hostId: string): Engine | undefined {
    const url = store.hosts.get(hostId)?.engineUrl;
    return url === undefined ? undefined : engines.connect(url);
  }

  /** Every host with a known engine is observed; the others aren't any more. */
  function watchHosts(): void {
    const present = new Set(hosts().map(({ id }) => id));
    for (const [id, { stop }] of watched) {
      if (present.has(id)) continue;
      stop();
      watched.delete(id);
    }
    for (const id of present) {
      const engine = engineOf(id);
      if (engine && !watched.has(id)) watched.set(id, watch(id, engine));
    }
  }
  function watch(id: string, engine: Engine): WatchedHost {
    let wasAway = false;
    const onAnswer = (observed: Observed<HostListing>) => {
      // What failed while the engine was away says nothing about the next try.
      if (wasAway && !observed.failure) {
        troubles.clear();
        machines.ask();
      }
      wasAway = observed.failure !== undefined;
      // A private engine starts together with the app.
      const isEarly = !observed.last && clock.monotonic() - managedSince < START_GRACE_MS;
      if (!isEarly) hostRows.noteAnswer(id, observed);
      noteListing(id, observed, store, dependencies.work);
      wake();
    };
    return watchHost(engine, controllerId, onAnswer, { clock });
  }

  function snapshot(current: Pool): Snapshot {
    const own = store.instances.all().filter(instance => instance.poolId === poolId);
    const live = own.filter(isLive).sort((a, b) => a.createdAt - b.createdAt);
    const listings = new Map<string, Observed<HostListing>>();
    for (const [id, { listing }] of watched) listings.set(id, listing.observed);
    return {
      poolId,
      poolName: current.name,
      hostLimits: provider.hosts,
      hosts: hosts(),
      instances: live,
      ended: new Set(own.filter(instance => !isLive(instance)).map(({ id }) => id)),
      machines: machines.observed,
      listings,
      inFlight: new Map([...inFlight].map(([subject, { action }]) => [subject, action])),
      touched,
      troubles,
      trustFrom: trustFrom(),
      monotonic: clock.monotonic(),
    };
  }

  /**
   * One round, without an await: what a plan reserves is recorded before anybody else can plan on it.
   */
  function round(): void {
    const current = pool();
    if (stopped || !current) return;
    watchHosts();
    const made = plan(current.config, snapshot(current), clock.now());
    for (const action of made.actions) start(current, action);
    tellWhatBlocks(made);
    cancelTimer();
    cancelTimer = clock.timer(Math.min(made.next ?? PLAN_EVERY_MS, PLAN_EVERY_MS), wake);
  }

  /** Who waits hears for what. */
  function tellWhatBlocks({ blocked }: Plan): void {
    const reasons = new Map(blocked.map(({ subject, reason }) => [subject, reason]));
    store.transaction(() => {
      for (const { id, state, reason, error } of store.instances.all()) {
        if ((state !== 'queueing' && state !== 'provisioning') || error) continue;
        const now = reasons.get(instanceSubject(id));
        if (now !== undefined && now !== reason) dependencies.work.change(id, { reason: now });
      }
    });
  }

  function hasRoomFor(action: Action): boolean {
    const launches = [...inFlight.values()].filter(entry => isLaunch(entry.action)).length;
    return isLaunch(action) ? launches < MOST_LAUNCHES : inFlight.size - launches < MOST_OTHERS;
  }

  function start(current: Pool, action: Action): void {
    const subject = subjectOf(action);
    if (action.type === 'cancel') {
      inFlight.get(subject)?.abort.abort();
      return;
    }
    if (!hasRoomFor(action)) return;
    log.debug('action', { pool: current.name, type: action.type, subject, reason: action.reason });
    const abort = new AbortController();
    let begun: Promise<void> | undefined;
    try {
      begun = act(action, current, { ...dependencies, engineOf }, { signal: abort.signal });
    } catch (error) {
      failed(action, error);
    }
    if (!begun) return;
    const done = begun
      .then(
        () => void troubles.delete(subject),
        error => failed(action, error),
      )
      // Only where the state can't be written; the next round tries again.
      .catch(error =>
        log.error('the end of an action could not be noted', { subject, error: String(error) }),
      );
    inFlight.set(subject, { action, abort, done });
    void done.finally(() => {
      inFlight.delete(subject);
      if ('instanceId' in action) touched.set(action.instanceId, clock.monotonic());
      if (action.type === 'createHost') machines.ask();
      wake();
    });
  }

  function failed(action: Action, error: unknown): void {
    // Its engine tells by events what an action has changed; what went wrong may be that it doesn't answer.
    if ('hostId' in action && action.hostId) watched.get(action.hostId)?.listing.ask();
    if (isCancelled(error)) return;
    const value = toErrorValue(error);
    const subject = subjectOf(action);
    log[value.kind === 'bug' ? 'error' : 'warn']('action failed', {
      type: action.type,
      subject,
      code: value.code,
      error: String(error),
    });
    if (isLaunch(action) && value.kind !== 'transient') giveUp(action.instanceId, value);
    else addTrouble(subject, value);
  }
  function giveUp(instanceId: string, value: ErrorValue): void {
    if (store.instances.get(instanceId)?.state === 'provisioning') dependencies.work.doom(instanceId, value);
  }
  function addTrouble(subject: string, error: ErrorValue): void {
    const failures = (troubles.get(subject)?.failures ?? 0) + 1;
    const longest = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1));
    const retryAt = clock.monotonic() + longest * (0.5 + random.float() / 2);
    troubles.set(subject, { failures, retryAt, error });
  }

  function wake(): void {
    if (woken || stopped) return;
    woken = true;
    queueMicrotask(() => {
      woken = false;
      try {
        round();
      } catch (error) {
        // A plan that throws is a bug of ours; the next occasion must still come.
        log.error('planning failed', {
          error: error instanceof Error ? (error.stack ?? error.message) : error,
        });
        cancelTimer();
        cancelTimer = clock.timer(PLAN_EVERY_MS, wake);
      }
    });
  }

  wake();
  return {
    wake,
    look() {
      machines.ask();
      for (const { listing } of watched.values()) listing.ask();
    },
    async [Symbol.asyncDispose]() {
      stopped = true;
      cancelTimer();
      machines.stop();
      for (const { stop } of watched.values()) stop();
      for (const { abort } of inFlight.values()) abort.abort();
      const late = new AbortController();
      await Promise.race([
        Promise.all([...inFlight.values()].map(({ done }) => done)),
        clock.sleep(STOP_LIMIT_MS, { signal: late.signal }).catch(() => undefined),
      ]);
      late.abort();
    },
  };
}
