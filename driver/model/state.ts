import type { Blueprint } from './blueprint';
import type { ConfigChange } from './configChange';
import type { RockpoolEvent } from './event';
import type { Host } from './host';
import type { Image } from './image';
import type { Instance } from './instance';
import type { JumpHost } from './jumpHost';
import { keyed } from './keyed';
import type { LabMachine } from './labMachine';
import type { Pool } from './pool';
import type { PoolPlan } from './poolPlan';
import type { Settings } from './settings';
import type { Shutdown } from './shutdown';
import type { Task } from './task';
import type { Template } from './template';

/** Everything a window shows, by collection and id. Times are the backend's clock. */
export interface State {
  pools: Record<string, Pool>;
  hosts: Record<string, Host>;
  instances: Record<string, Instance>;
  templates: Record<string, Template>;
  blueprints: Record<string, Blueprint>;
  images: Record<string, Image>;
  tasks: Record<string, Task>;
  events: Record<string, RockpoolEvent>;
  /** What each pool does and waits for, by pool id. */
  plans: Record<string, PoolPlan>;
  /** The last shutting down of each pool, by pool id. */
  shutdowns: Record<string, Shutdown>;
  /** One record, `settings`. */
  settings: Record<string, Settings>;
  /** What was changed in the settings of pools, as far back as it is kept. */
  configChanges: Record<string, ConfigChange>;
  /** Machines that are reached over SSH, of all pools. */
  machines: Record<string, LabMachine>;
  /** Those that lead on to machines. */
  jumpHosts: Record<string, JumpHost>;
}
export type CollectionName = keyof State;

export const collectionNames = [
  'pools',
  'hosts',
  'instances',
  'templates',
  'blueprints',
  'images',
  'tasks',
  'events',
  'plans',
  'shutdowns',
  'settings',
  'configChanges',
  'machines',
  'jumpHosts',
] as const satisfies readonly CollectionName[];

/** What changed: whole records by id, and the ids that are gone. */
export type Diff = {
  [C in CollectionName]?: { put?: State[C]; removed?: string[] };
};

/**
 * The change stream: one snapshot, then diffs numbered without a gap. `more`: the next diff belongs to the snapshot, which
 * isn't whole before; a large one comes in parts, since each is a task of its own on both sides.
 */
export type Change =
  | { type: 'snapshot'; sequence: number; state: State; more?: true }
  | { type: 'diff'; sequence: number; diff: Diff; more?: true };

export function emptyState(): State {
  return Object.fromEntries(collectionNames.map(name => [name, {}])) as unknown as State;
}

/** The state after a diff; collections that didn't change keep their identity. */
export function applyDiff(state: State, diff: Diff): State {
  const next = { ...state } as Record<CollectionName, Record<string, unknown>>;
  for (const name of collectionNames) {
    const change = diff[name];
    if (!change) continue;
    const records: Record<string, unknown> = { ...state[name], ...change.put };
    for (const id of change.removed ?? []) delete records[id];
    next[name] = records;
  }
  return next as unknown as State;
}

/** Changes, one after the other, until they are taken as one diff. Each costs what it holds, however many came before. */
export interface DiffGathering {
  put<C extends CollectionName>(name: C, id: string, record: State[C][string]): void;
  remove(name: CollectionName, id: string): void;
  add(diff: Diff): void;
  /** What has come since it was last taken; undefined: nothing. */
  take(): Diff | undefined;
}

export function gatherDiffs(): DiffGathering {
  type Gathered = { put: Map<string, unknown>; removed: Set<string> };
  let gathered = new Map<CollectionName, Gathered>();
  function of(name: CollectionName): Gathered {
    const found = gathered.get(name) ?? { put: new Map(), removed: new Set() };
    gathered.set(name, found);
    return found;
  }
  function put(name: CollectionName, id: string, record: unknown): void {
    const { put, removed } = of(name);
    put.set(id, record);
    removed.delete(id);
  }
  function remove(name: CollectionName, id: string): void {
    const { put, removed } = of(name);
    put.delete(id);
    removed.add(id);
  }
  return {
    put,
    remove,
    add(diff) {
      for (const name of collectionNames) {
        const change = diff[name];
        for (const id of change?.removed ?? []) remove(name, id);
        for (const id in change?.put) put(name, id, change.put[id]);
      }
    },
    take() {
      if (gathered.size === 0) return undefined;
      const taken: Record<string, unknown> = {};
      for (const [name, { put, removed }] of gathered) {
        taken[name] = { put: keyed(put), removed: [...removed] };
      }
      gathered = new Map();
      return taken as Diff;
    },
  };
}
