import { largestHostOf, poolOf } from '../../driver/model/pool';
import { useModel, useRecords } from '../state/store';
import type { World } from './configWarnings';

/** What there is for what a template launches that is for this pool. */
export function useWorld(plugin: string): World {
  const images = useRecords('images');
  const largestHostSlots = useModel(({ pools, hosts }) => {
    const pool = poolOf({ plugin }, Object.values(pools));
    const active = Object.values(hosts).filter(
      ({ poolId, phase }) => poolId === pool?.id && phase === 'active',
    );
    return pool && largestHostOf(pool, active);
  });
  return { images, largestHostSlots };
}
