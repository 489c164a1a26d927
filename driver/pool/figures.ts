import { costPerHour } from '../model/cost';
import type { PoolFigures } from '../model/poolPlan';
import { queued } from './ledger';
import type { View } from './snapshot';
import { standings } from './standing';

/** What a pool has, in figures. */
export function figuresOf(view: View): PoolFigures {
  const { all } = standings(view);
  const open = all.filter(one => one.open);
  const sum = (sizes: number[]) => sizes.reduce((total, size) => total + size, 0);
  return {
    slots: {
      free: sum(open.map(({ free }) => free)),
      coming: sum(all.filter(({ coming }) => coming).map(({ host }) => host.slots)),
      target: view.grows ? view.config.DD_FREE_SLOT_TARGET : 0,
      total: sum(open.map(({ host }) => host.slots)),
    },
    hosts: { count: view.hosts.length, ...(view.grows ? { max: view.config.DD_MAX_HOSTS } : {}) },
    largestLaunch: open.reduce((most, { free }) => Math.max(most, free), 0),
    costPerHour: costPerHour(view.config, view.hosts),
    queue: queued(view.instances).length,
  };
}
