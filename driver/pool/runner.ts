import type { Clock } from '../model/clock';
import { type ErrorValue, isCancelled, sentence, toErrorValue } from '../model/errors';
import type { Host } from '../model/host';
import type { HostPhase } from '../model/hostPhases';
import type { Log } from '../model/log';
import type { Pool } from '../model/pool';
import { resourceKey } from '../model/resource';
import { type ActContext, act, isLaunch } from './act';
import { newHostId } from './hosts';
import { createLimits } from './limits';
import { wordsOf } from './publish';
import { type Action, instanceSubject, subjectOf } from './snapshot';
import { SPARE, type Troubles } from './troubles';

/** Begins the actions of one pool, and notes how they end. */
export interface Runner {
  /** What is under way, by subject. */
  readonly inFlight: ReadonlyMap<string, { action: Action }>;
  /** When we last did something about an instance's container or a host's machine (monotonic), by their id. */
  readonly touched: ReadonlyMap<string, number>;
  start(pool: Pool, action: Action): void;
  /** Something was done about a host's machine besides: what was listed before says nothing of that. */
  touch(hostId: string): void;
  /** Calls off what is under way: the pool is not ours any more. */
  abort(): void;
  /** Aborts what is under way, and waits for it for a while. */
  stop(): Promise<void>;
}

export interface RunnerDependencies {
  poolId: string;
  context: ActContext;
  troubles: Troubles;
  clock: Clock;
  log: Log;
  /** What is asked again after an action. */
  asks: { machines(): void; resources(): void; room(): void; host(id: string): void };
  /** Called when an action has ended. */
  onEnd(): void;
}

/** An action that was begun: a host that is asked for has its id. */
type Creating = Action & { type: 'createHost'; hostId: string };
type Begun = Exclude<Action, { type: 'createHost' }> | Creating;
type Instant = { now: number; monotonic: number };

/** What ends single calls when the app stops. */
const STOP_LIMIT_MS = 5_000;

export function createRunner({
  poolId,
  context,
  troubles,
  clock,
  log,
  asks,
  onEnd,
}: RunnerDependencies): Runner {
  const { store, work, hostRows, activity, random, hostLog } = context;
  const inFlight = new Map<string, { action: Action; abort: AbortController; done: Promise<void> }>();
  const limits = createLimits();
  const touched = new Map<string, number>();

  function start(current: Pool, wanted: Action): void {
    const action = wanted.type === 'createHost' ? { ...wanted, hostId: newHostId(random) } : wanted;
    const subject = subjectOf(action);
    if (action.type === 'cancel' || action.type === 'stopPreparing') {
      inFlight.get(subject)?.abort.abort();
      return;
    }
    if (!limits.hasRoomFor(action)) return;
    log.debug('action', { pool: current.name, type: action.type, subject, reason: action.reason });
    const abort = new AbortController();
    const begunAt = { now: clock.now(), monotonic: clock.monotonic() };
    if (action.type === 'moveHost' && action.failure) addTrouble('hosts', action.failure, begunAt.monotonic);
    if (action.type === 'createHost' && action.isSpare) troubles.add(SPARE, notCopied, begunAt.monotonic);
    let begun: Promise<void> | undefined;
    try {
      begun = act(action, current, context, { signal: abort.signal });
    } catch (error) {
      failed(action, error, begunAt);
    }
    if (!begun) return;
    tell(action, 'info', action.reason);
    const done = begun
      .then(
        () => succeeded(action, begunAt),
        error => failed(action, error, begunAt),
      )
      // Only where the state can't be written. Not tried again at once, or that would never end.
      .catch(error => {
        log.error('the end of an action could not be noted', { subject, error: String(error) });
        troubles.add(subject, toErrorValue(error), begunAt.monotonic);
      });
    inFlight.set(subject, { action, abort, done });
    limits.begun(action);
    void done.finally(() => {
      inFlight.delete(subject);
      limits.ended(action);
      if ('instanceId' in action) touched.set(action.instanceId, clock.monotonic());
      if (action.type === 'createHost' || action.type === 'destroyHost') {
        touched.set(action.hostId, clock.monotonic());
        asks.machines();
      }
      // Before the next try its engine is to say what is on it.
      if (action.type === 'destroyHost' && store.hosts.get(action.hostId)?.phase === 'removing')
        asks.host(action.hostId);
      if (action.type === 'release') {
        touched.set(resourceKey(action.resource), clock.monotonic());
        asks.machines();
        asks.resources();
      }
      onEnd();
    });
  }

  function abort(): void {
    for (const entry of inFlight.values()) entry.abort.abort();
  }
  /** Into the log of the host that it is about. */
  function tell(action: Begun, level: 'info' | 'warning', text: string): void {
    if (!hostLog || !('hostId' in action) || action.hostId === undefined) return;
    const name = store.hosts.get(action.hostId)?.name ?? 'a host';
    hostLog(action.hostId, level, `${wordsOf(action, name)}: ${text}`);
  }
  function succeeded(action: Begun, begunAt: Instant): void {
    const tookMs = clock.monotonic() - begunAt.monotonic;
    tell(action, 'info', `done in ${(tookMs / 1000).toFixed(1)} s`);
    troubles.clear(subjectOf(action));
    if (action.type === 'createHost') troubles.clear('pool');
    if (action.type === 'prepareHost') troubles.clear('hosts');
    if (action.type === 'prepareHost' || isLaunch(action)) hostRows.noteSuccess(action.hostId);
    if (action.type === 'destroyHost' && hasGivenBackRoom(store.hosts.get(action.hostId)))
      troubles.roomCame();
  }

  function failed(action: Begun, error: unknown, begunAt: Instant): void {
    // Its engine tells by events what an action has changed; what went wrong may be that it doesn't answer.
    if ('hostId' in action && action.hostId) asks.host(action.hostId);
    if (isCancelled(error)) {
      tell(action, 'info', 'stopped');
      return;
    }
    const value = toErrorValue(error);
    tell(action, 'warning', sentence(value));
    const subject = subjectOf(action);
    log[value.kind === 'bug' ? 'error' : 'warn']('action failed', {
      type: action.type,
      subject,
      code: value.code,
      error: String(error),
    });
    if (action.type === 'createHost') refused(action, value, begunAt.monotonic);
    else if (isLaunch(action) && value.kind !== 'transient')
      giveUp(action.instanceId, value, begunAt.monotonic);
    else wentWrong(action, value, begunAt);
  }
  function wentWrong(action: Begun, value: ErrorValue, begunAt: Instant): void {
    if (action.type === 'prepareHost' || isLaunch(action)) {
      hostRows.noteFailure(action.hostId, begunAt.now, value);
    }
    addTrouble(subjectOf(action), value, begunAt.monotonic);
  }
  /** A host that was refused was never made; after any other failure its machine may be there. */
  function refused({ hostId, isSpare }: Creating, value: ErrorValue, begun: number): void {
    if (value.kind === 'capacity' || value.kind === 'permanent' || value.kind === 'input')
      hostRows.forget(hostId);
    asks.room();
    // Those that the pool needs don't wait for what a spare one was refused.
    if (!isSpare) addTrouble('pool', value, begun);
  }
  function giveUp(instanceId: string, value: ErrorValue, begun: number): void {
    const state = store.instances.get(instanceId)?.state;
    if (state === 'provisioning') work.doom(instanceId, value);
    // It could not be recorded where it was to go.
    else if (state === 'queueing') addTrouble(instanceSubject(instanceId), value, begun);
  }
  function addTrouble(subject: string, error: ErrorValue, begun: number): void {
    const isNew = troubles.add(subject, error, begun);
    const current = store.pools.get(poolId);
    if (!isNew || !current || (subject !== 'pool' && subject !== 'hosts')) return;
    activity.note('warning', `The pool "${current.name}" gets no host. ${sentence(error)}`, {
      poolId,
    });
  }

  return {
    inFlight,
    touched,
    start,
    touch: hostId => void touched.set(hostId, clock.monotonic()),
    abort,
    async stop() {
      abort();
      const late = new AbortController();
      await Promise.race([
        Promise.all([...inFlight.values()].map(({ done }) => done)),
        clock.sleep(STOP_LIMIT_MS, { signal: late.signal }).catch(() => undefined),
      ]);
      late.abort();
    },
  };
}

const notCopied: ErrorValue = {
  kind: 'transient',
  code: 'SPARE_NOT_COPIED',
  what: 'A spare host was asked for so that it is copied, and no copy is there yet.',
};

/** What ran and is gone may be had again; what never ran for want of room has none to give back. */
function hasGivenBackRoom(host: Host | undefined): boolean {
  return host?.phase === 'removed' && host.history.some(({ phase }) => hasRun.includes(phase));
}
const hasRun: readonly HostPhase[] = ['spawned', 'preparing', 'active', 'draining'];
