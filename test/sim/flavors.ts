import type { PoolConfig } from '../../driver/model/pool';

/** Flavors of the simulated cloud, and how many slots they have in the pools of these histories. */
export const flavorSlots = { tiny: 2, middle: 4, big: 8 } as const;
type FlavorName = keyof typeof flavorSlots;

/** Pairs that pools are configured with. */
export const flavors: readonly [FlavorPair, ...FlavorPair[]] = [
  { small: 'tiny', large: 'middle' },
  { small: 'middle', large: 'big' },
  { small: 'tiny', large: 'big' },
  { small: 'middle', large: 'middle' },
];
export interface FlavorPair {
  small: FlavorName;
  large: FlavorName;
}

export function flavorConfig({ small, large }: FlavorPair): Partial<PoolConfig> {
  return {
    DD_HOST_FLAVOR_NAME_SMALL: small,
    DD_HOST_FLAVOR_SLOTS_SMALL: flavorSlots[small],
    DD_HOST_FLAVOR_NAME_LARGE: large,
    DD_HOST_FLAVOR_SLOTS_LARGE: flavorSlots[large],
  };
}
