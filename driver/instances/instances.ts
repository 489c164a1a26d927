import type { Activity } from '../activity/activity';
import type { Engine, Engines, MarkedContainer } from '../engine';
import type { Bandwidth, ImageLibrary } from '../images';
import type { Clock, Random } from '../model/clock';
import { proxyPath } from '../model/command';
import { formatDuration } from '../model/duration';
import { type ErrorValue, RockpoolError } from '../model/errors';
import type { Host } from '../model/host';
import type { Instance } from '../model/instance';
import type { Secrets } from '../secrets/secrets';
import type { Store } from '../store/store';
import type { Tasks } from '../tasks/tasks';
import { adopt, type KeptEnds } from './adopt';
import { createAdoptionNews } from './adoptionNews';
import { conclude, noteDeath, removeInstance } from './end';
import type { Neighbours } from './feeding';
import { createImageLoads } from './imageLoads';
import { containerFacts, openShell, runningLog, usages, wholeLog } from './inspection';
import { launch } from './launch';
import { createPasswords } from './passwords';
import type { Instances } from './port';
import { provision } from './provision';
import { createInstanceRows } from './rows';
import { setEnd, shiftRuns } from './time';

type Signal = { signal: AbortSignal };

/**
 * What the pool's manager has done to instances: one call each, all safe to repeat. None of them decides whether
 * it is right to do it.
 */
export interface InstanceWork {
  /** Gives a queued instance its host; it holds its slots there from now on, and `provision` waits until that is durable. */
  place(id: string, hostId: string, reason: string): void;
  provision(id: string, engine: Engine, options: Signal): Promise<void>;
  /** Removes what is left of it and notes its end; without an engine nothing was ever made of it. */
  remove(id: string, engine: Engine | undefined, options: Signal): Promise<void>;
  noteDeath(id: string, containerId: string, engine: Engine, options: Signal): Promise<void>;
  /** Undefined: it is done already. */
  adopt(
    container: MarkedContainer,
    host: Host,
    engine: () => Engine,
    options: Signal,
  ): Promise<void> | undefined;
  /** Its time is over, or another reason to end it that isn't a failure. */
  end(id: string, reason: string): void;
  doom(id: string, error: ErrorValue): void;
  /** Ends an instance that still waits for its place, of which nothing was made: it has *failed* at once. */
  refuse(id: string, error: ErrorValue): void;
  /** Its pool ends everything at `endsAt` (ms since the epoch), or, undefined, not any more. */
  setEnd(id: string, endsAt: number | undefined, reason: string): void;
  change(
    id: string,
    changes: Partial<Pick<Instance, 'reason' | 'unknown' | 'hostPort' | 'containerId'>>,
  ): void;
  log(id: string, level: 'info' | 'warning', text: string): void;
  /** The wall clock was set back by `ms`: lifetimes that run keep their length. */
  shiftRuns(ms: number): void;
  /**
   * Brings an image into an engine.
   * @param options.again look there, also where it is known to have been brought
   * @param options.background nobody waits for it
   * @returns false where the directory doesn't have it
   */
  ensureImage(
    engine: Engine,
    name: string,
    options: Signal & { again?: boolean; background?: boolean },
  ): Promise<boolean>;
  /** An image may be gone from an engine: it is looked for when it is needed next. */
  forgetImage(engine: Engine, name: string): void;
  /** True while an image is being brought into an engine. */
  isBringing(engine: Engine, name: string): boolean;
}

export interface InstancesDependencies {
  store: Store;
  activity: Activity;
  engines: Engines;
  images: ImageLibrary;
  tasks: Tasks;
  secrets: Secrets;
  clock: Clock;
  random: Random;
  controllerId: string;
  timeZone: string;
  /** Absent: hosts are told nothing of what ends on them. */
  keptEnds?: KeptEnds;
  /** `http://127.0.0.1:PORT` of the access proxy. */
  proxyUrl: () => string;
  /** What pushes of images to other machines may send; absent: as fast as it goes. */
  bandwidth?: Bandwidth | undefined;
  /** Hosts that give each other images; absent: none do. */
  neighbours?: Neighbours | undefined;
}

export function createInstances(dependencies: InstancesDependencies): {
  service: Instances;
  work: InstanceWork;
  /** What PASSWORD holds, whether or not it is shown. */
  passwordOf(instanceId: string): string;
} {
  const {
    store,
    activity,
    images,
    tasks,
    secrets,
    clock,
    random,
    controllerId,
    timeZone,
    keptEnds = () => undefined,
  } = dependencies;
  const rows = createInstanceRows({ store, clock, activity });
  const passwords = createPasswords({ secrets, random });
  const hostAt = (url: string) =>
    store.hosts.all().find(({ engineUrl, phase }) => engineUrl === url && phase !== 'removed');
  const imageLoads = createImageLoads({
    ...{ images, tasks, clock },
    ...{ bandwidth: dependencies.bandwidth, neighbours: dependencies.neighbours },
    hostNameOf: url => hostAt(url)?.name,
    note(url, text) {
      const { id: hostId, poolId } = hostAt(url) ?? {};
      if (hostId !== undefined && poolId !== undefined) activity.note('warning', text, { hostId, poolId });
    },
  });
  const inspected = { rows, store, engines: dependencies.engines };
  const ended = { rows, store };
  const news = createAdoptionNews(activity);

  function giveUp(id: string, reason: string | undefined, line: string): void {
    store.note(() => {
      const { state } = rows.get(id);
      // Going already, or nothing is left that could go.
      if (state === 'deleting' || state === 'deleted' || state === 'failed') return;
      rows.transition(id, { from: state, to: 'deleting' }, { reason });
      rows.log(id, 'info', line);
    });
  }

  const service: Instances = {
    launch: request => launch(request, { store, rows, images, clock, random }),
    durable: store.durable,
    destroy: ids =>
      store.transaction(() => {
        for (const id of ids) {
          if (store.instances.get(id)) giveUp(id, undefined, 'Asked to be destroyed.');
        }
      }),
    extend: (id, minutes) =>
      store.transaction(() => {
        const instance = rows.get(id);
        if (instance.state !== 'running' || instance.expiresAt === undefined) {
          throw new RockpoolError({
            kind: 'input',
            code: 'NOT_EXTENDABLE',
            what: `${instance.name} has no end that could be put off.`,
            why: instance.state === 'running' ? 'It runs for ever.' : `It is ${instance.state}.`,
          });
        }
        if (instance.broughtForward) throw new RockpoolError(endsWithPool(instance.name));
        const expiresAt = Math.max(instance.expiresAt, clock.now()) + minutes * 60_000;
        rows.change(id, { expiresAt });
        rows.log(id, 'info', `Extended by ${formatDuration(minutes * 60_000)}.`);
        return rows.get(id);
      }),
    urlOf: id => `${dependencies.proxyUrl()}${proxyPath(rows.get(id).route)}/`,
    password(id) {
      const { config, name } = rows.get(id);
      if (config.show_password) return passwords.of(id);
      throw new RockpoolError({
        kind: 'input',
        code: 'PASSWORD_HIDDEN',
        what: `The password of ${name} is not shown.`,
        why: 'Its template says so (show_password).',
      });
    },
    runningLog: (id, options) => runningLog(id, inspected, options),
    wholeLog: (id, options) => wholeLog(id, inspected, options),
    usages: (id, options) => usages(id, inspected, options),
    openShell: (id, options) => openShell(id, inspected, options),
    facts: (id, options) => containerFacts(id, inspected, options),
  };

  const work: InstanceWork = {
    place: (id, hostId, reason) =>
      void rows.transition(
        id,
        { from: 'queueing', to: 'provisioning' },
        { hostId, reason: undefined },
        { level: 'info', text: reason, inLogOnly: true },
      ),
    provision: (id, engine, options) =>
      provision(id, engine, { rows, imageLoads, passwords, clock, controllerId, timeZone, store }, options),
    remove: (id, engine, options) => removeInstance(id, engine, ended, options),
    noteDeath: (id, containerId, engine, options) => noteDeath(id, containerId, engine, ended, options),
    adopt: (container, host, engine, options) =>
      adopt(container, host, engine, { store, rows, clock, news, keptEnds }, options),
    end: (id, reason) => giveUp(id, reason, reason),
    doom: (id, error) => rows.doom(id, error),
    refuse: (id, error) =>
      store.note(() => {
        rows.doom(id, error);
        conclude(id, rows);
      }),
    setEnd: (id, endsAt, reason) => setEnd(id, endsAt, reason, rows),
    change: (id, changes) => rows.change(id, changes),
    log: (id, level, text) => rows.log(id, level, text),
    shiftRuns: ms => shiftRuns(ms, store),
    forgetImage: (engine, name) => imageLoads.forget(engine, name),
    isBringing: (engine, name) => imageLoads.isBringing(engine, name),
    async ensureImage(engine, name, options) {
      if (!imageLoads.find(name)) return false;
      if (options.again) imageLoads.forget(engine, name);
      await imageLoads.ensure(engine, name, options);
      return true;
    },
  };
  return { service, work, passwordOf: id => passwords.of(id) };
}

const endsWithPool = (name: string): ErrorValue => ({
  kind: 'input',
  code: 'POOL_SHUTS_DOWN',
  what: `The end of ${name} can't be put off.`,
  why: 'Its pool is shut down at that time.',
  next: 'Call the shutting down of the pool back (Driver Configs), then extend it.',
});
