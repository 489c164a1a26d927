import type { Blueprint } from './blueprint';
import type { RockpoolEvent } from './event';
import type { Host } from './host';
import type { Image } from './image';
import type { Instance } from './instance';
import type { Pool } from './pool';
import type { PoolPlan } from './poolPlan';
import type { Settings } from './settings';
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
  /** One record, `settings`. */
  settings: Record<string, Settings>;
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
  'settings',
] as const satisfies readonly CollectionName[];

/** What changed: whole records by id, and the ids that are gone. */
export type Diff = {
  [C in CollectionName]?: { put?: State[C]; removed?: string[] };
};

/** The change stream: one snapshot, then diffs numbered without a gap. */
export type Change =
  | { type: 'snapshot'; sequence: number; state: State }
  | { type: 'diff'; sequence: number; diff: Diff };

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

/** Two diffs, one after the other, as one. */
export function squash(first: Diff, second: Diff): Diff {
  const result: Record<string, { put: Record<string, unknown>; removed: string[] }> = {};
  for (const name of collectionNames) {
    if (!first[name] && !second[name]) continue;
    const put: Record<string, unknown> = { ...first[name]?.put };
    const removed = new Set(first[name]?.removed);
    for (const id of second[name]?.removed ?? []) {
      delete put[id];
      removed.add(id);
    }
    for (const [id, record] of Object.entries(second[name]?.put ?? {})) {
      put[id] = record;
      removed.delete(id);
    }
    result[name] = { put, removed: [...removed] };
  }
  return result as Diff;
}
