import type { Scene } from './scene';

/** Marks of things in the simulated cloud that belong to somebody else. */
export const FOREIGN = 'somebody-else';

/** Machines of another pool, which must outlive everything. */
export function plantForeign({ simulator }: Scene): void {
  const { flavors, quota } = simulator.config;
  simulator.configure({ quota: 100 });
  const [flavor] = flavors;
  for (const number of [1, 2]) {
    simulator.world.create({
      poolId: FOREIGN,
      controllerId: FOREIGN,
      hostId: `${FOREIGN}-${number}`,
      flavor: flavor?.name,
    });
  }
  simulator.configure({ quota });
}

/** @returns what is missing of it */
export function missingForeign({ simulator }: Scene): string[] {
  const there = new Set(simulator.world.machines().map(({ hostId }) => hostId));
  return [`${FOREIGN}-1`, `${FOREIGN}-2`].filter(id => !there.has(id));
}
