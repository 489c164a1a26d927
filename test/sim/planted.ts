import type { Engine, MarkedContainer } from '../../driver/engine';
import { RockpoolError } from '../../driver/model/errors';
import { type Planner, plan } from '../../driver/pool/plan';
import { rules } from '../../driver/pool/rules';
import type { Observed, Rule, Snapshot, View } from '../../driver/pool/snapshot';
import type { Machine, Provider } from '../../driver/providers';
import { FOREIGN } from './foreign';
import type { Bug } from './play';

/** Shows one rule, by its name, something else than the others see. */
const onRule = (name: string, change: (view: View) => Partial<View>): Planner => {
  const policy = rules.map(
    (rule): Rule => (rule.name === name ? view => rule({ ...view, ...change(view) }) : rule),
  );
  return (config, snapshot, now) => plan(config, snapshot, now, policy);
};

const LONG_AGO = -1e9;
/** Every so many listings. */
const LACKS_ONE = 7;
/** Longer than any host may be silent (ms). */
const LONG_MS = 1e9;

/** As if an admin had just asked for it. */
const REPLACED = { what: 'replace', at: 0 } as const;

/** The newest answer counts for the one before it as well. */
function once<T>({ last, failure }: Observed<T>): Observed<T> {
  return { ...(last ? { last, previous: last } : {}), ...(failure ? { failure } : {}) };
}
const listingsOnce = ({ listings }: Snapshot) => new Map([...listings].map(([id, seen]) => [id, once(seen)]));

/** The newest answer counts as one that was asked for at a moment. */
function asOf<T>(begun: number, { last, ...others }: Observed<T>): Observed<T> {
  return { ...others, ...(last ? { last: { ...last, begun } } : {}) };
}

/** What is answered to a method of a thing outside, in place of what it says. */
export function instead<T extends object>(thing: T, methods: Partial<T>): T {
  return Object.create(
    thing,
    Object.fromEntries(
      Object.entries(methods).map(([name, value]) => [name, { value, enumerable: true, writable: true }]),
    ),
  );
}
const isEngine = (thing: object): thing is Engine => 'url' in thing;
const isProvider = (thing: object): thing is Provider => 'nameOf' in thing;

const asOurs = (container: MarkedContainer, controller: string): MarkedContainer => ({
  ...container,
  marks: { ...container.marks, controller },
});

/** A bug on purpose. */
export interface PlantedBug extends Bug {
  /** The rules that it breaks; it is found where one of them is. */
  breaks: readonly string[];
}

/** Bugs that are planted to see whether the histories find them, by name. */
export const plantedBugs: Record<string, PlantedBug> = {
  // A machine that one listing doesn't show is gone. That one lacks it, and only once, happens too seldom by itself.
  goneAtFirstSight: {
    disguise: thing => {
      if (!isProvider(thing)) return thing;
      let listings = 0;
      const list: Provider['list'] = async (...args) => {
        const all = await thing.list(...args);
        listings += 1;
        return listings % LACKS_ONE === 0 ? all.slice(1) : all;
      };
      return instead<typeof thing>(thing, { list } as Partial<typeof thing>);
    },
    breaks: ['no host given up that is there', 'no host removed with instances'],
    planner: onRule('loseHosts', ({ machines, since }) => ({
      machines: once(machines),
      touched: new Map(),
      since: new Map([...since].map(([id, times]) => [id, { ...times, phase: LONG_AGO }])),
    })),
  },
  // A listing that failed shows that nothing is there.
  errorsAreEmpty: {
    breaks: ['no host given up that is there', 'never over DD_MAX_HOSTS'],
    disguise: thing => {
      if (!isProvider(thing)) return thing;
      const list: Provider['list'] = (...args) => thing.list(...args).catch((): Machine[] => []);
      return instead<typeof thing>(thing, { list } as Partial<typeof thing>);
    },
  },
  // A create whose answer was lost is asked for again at once.
  createdAgain: {
    breaks: ['one machine a host', 'never over DD_MAX_HOSTS'],
    disguise: thing => {
      if (!isProvider(thing)) return thing;
      const create: Provider['create'] = (...args) =>
        thing.create(...args).catch(async error => {
          if (error instanceof RockpoolError && error.value.kind === 'transient') await thing.create(...args);
          throw error;
        });
      return instead<typeof thing>(thing, { create } as Partial<typeof thing>);
    },
  },
  // What was placed a moment ago holds no slots until its container is seen.
  slotsNotReserved: {
    breaks: ['never over slots'],
    planner: onRule('placeQueue', ({ instances, inFlight }) => ({
      instances: instances.filter(
        ({ id, state }) => state !== 'provisioning' || !inFlight.has(`instance ${id}`),
      ),
    })),
  },
  // A host is ended without a second look at what is on it.
  noSecondLook: {
    breaks: ['no host removed with instances', 'no instance lost'],
    planner: onRule('removeHosts', view => ({ listings: listingsOnce(view), instances: [] })),
  },
  // A host that was seen empty is ended, however long ago that was.
  endedOnOldListings: {
    breaks: ['no host removed with instances'],
    planner: onRule('removeHosts', ({ listings, monotonic }) => ({
      listings: new Map([...listings].map(([id, seen]) => [id, asOf(monotonic, seen)])),
    })),
  },
  // Containers that are missed once are lost.
  lostAtFirstSight: {
    breaks: ['no instance lost'],
    planner: onRule('noticeLosses', view => ({ listings: listingsOnce(view), touched: new Map() })),
  },
  // Lifetimes are told by the clock that doesn't jump.
  expiresByMonotonic: {
    breaks: ['no instance lost'],
    planner: onRule('expireInstances', ({ monotonic }) => ({ now: Date.UTC(2026, 0, 1) + monotonic })),
  },
  // A silent host is lost at once.
  silentIsLost: {
    breaks: ['no host given up that is there'],
    planner: onRule('loseHosts', ({ monotonic }) => ({ monotonic: monotonic + LONG_MS })),
  },
  // What others run on our hosts is taken for ours.
  foreignIsOurs: {
    breaks: ['nothing foreign touched'],
    disguise: thing => {
      if (!isEngine(thing)) return thing;
      const list: Engine['list'] = async (controller, options) => {
        const all = await thing.list(undefined, options);
        const own = all.filter(
          ({ marks }) =>
            controller === undefined || marks.controller === controller || marks.controller === FOREIGN,
        );
        return own.map(one => (one.marks.controller === FOREIGN ? asOurs(one, 'first') : one));
      };
      return instead<typeof thing>(thing, { list } as Partial<typeof thing>);
    },
  },
  // Everybody believes to have the lease.
  leaseIgnored: {
    breaks: ['one controller writes'],
    disguise: thing => {
      if (!isProvider(thing)) return thing;
      const { lease: _, ...without } = thing;
      return without as typeof thing;
    },
  },
  // One host more than there may be.
  oneHostTooMany: {
    breaks: ['never over DD_MAX_HOSTS'],
    planner: onRule('growPool', ({ config }) => ({
      config: { ...config, DD_MAX_HOSTS: config.DD_MAX_HOSTS + 1 },
    })),
  },
  // Hosts are replaced as soon as they are there.
  replacedForEver: {
    breaks: ['nothing is repeated for ever'],
    planner: (config, snapshot, now) =>
      plan(config, { ...snapshot, hosts: snapshot.hosts.map(host => ({ ...host, wish: REPLACED })) }, now),
  },
  // Hosts that are to go keep their instances waiting for ever.
  neverRemoved: {
    breaks: ['the pool becomes right', 'shutdown reaches zero'],
    planner: (config, snapshot, now) =>
      plan(
        config,
        snapshot,
        now,
        rules.filter(({ name }) => name !== 'removeHosts'),
      ),
  },
};

/** @throws Error where there is no such bug */
export function plantedBug(name: string): PlantedBug {
  const bug = plantedBugs[name];
  if (bug) return bug;
  throw new Error(`There is no planted bug "${name}"; there are ${Object.keys(plantedBugs).join(', ')}.`);
}
