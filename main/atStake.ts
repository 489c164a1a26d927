import type { AtStake } from '../driver/api/shell';
import { notCounted } from '../driver/model/cost';
import { isLive } from '../driver/model/instance';
import { hasManyHosts } from '../driver/model/pool';
import type { State } from '../driver/model/state';

/** What goes on without the app when it quits: instances, and hosts that were asked for. */
export function atStake({ pools, hosts, instances, plans }: State): AtStake {
  const many = Object.values(pools).filter(({ provider }) => hasManyHosts(provider));
  const ids = new Set(many.map(({ id }) => id));
  const present = Object.values(hosts).filter(({ phase, poolId }) => phase !== 'removed' && ids.has(poolId));
  const owners = new Set(present.map(({ poolId }) => poolId));
  const withHosts = many.filter(({ id }) => owners.has(id));
  const costs = withHosts.map(({ id }) => plans[id]?.costPerHour);
  const isKnown = costs.length > 0 && costs.every(cost => cost !== undefined);
  const without = withHosts.map(({ config, provider }) => notCounted(config, provider)).find(Boolean);
  return {
    live: Object.values(instances).filter(isLive).length,
    hosts: present.length,
    pools: withHosts.map(({ id, name }) => ({ id, name })),
    simulated: withHosts.length > 0 && withHosts.every(({ provider }) => provider === 'simulator'),
    ...(isKnown ? { costPerHour: costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0) } : {}),
    ...(isKnown && without !== undefined ? { notCounted: without } : {}),
  };
}

/** What is left behind, for a terminal; undefined where nothing is. */
export function leftBehind({ hosts, pools, live, simulated }: AtStake): string | undefined {
  if (hosts === 0) return undefined;
  const isOne = hosts === 1;
  const names = pools.map(({ name }) => name).join(', ');
  if (simulated) {
    const [these, they] = isOne
      ? ['1 simulated host', 'It costs']
      : [`${hosts} simulated hosts`, 'They cost'];
    return `Left for the next start: ${these} (${names}). ${they} nothing.`;
  }
  const [these, they] = isOne ? ['1 host', 'It costs'] : [`${hosts} hosts`, 'They cost'];
  const [them, their] = live === 1 ? ['the instance', 'its'] : [`the ${live} instances`, 'their'];
  const instances = live > 0 ? `, and until then nobody ends ${them} when ${their} time is over` : '';
  return `Left running: ${these} (${names}). ${they} until Rockpool is started again${instances}. To give everything back, start it with --shut-down.`;
}
