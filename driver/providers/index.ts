import type { Cloud } from 'openstack-ts';
import type { Engines } from '../engine';
import type { Clock, Random } from '../model/clock';
import { RockpoolError } from '../model/errors';
import type { Pool, PoolConfig } from '../model/pool';
import { localProvider } from './local/local';
import { openstackProvider } from './openstack/openstack';
import type { Reach } from './openstack/reach';
import { settingsNow } from './openstack/settings';
import type { Provider } from './provider';
import type { Simulator } from './simulator';
import { type SshMachine, sshProvider } from './ssh/ssh';

export { createReach } from './openstack/createReach';
export { groupNameOf } from './openstack/marks';
export type { LeaseStore, Machine, Provider, WantedHosts } from './provider';
export {
  createSimulator,
  fasterClock,
  type Simulator,
  type SimulatorSettings,
  simulatorConfigSchema,
} from './simulator';
export { openKeptCloud } from './simulator/keptCloud';
export { type SshMachine, sshProvider } from './ssh/ssh';

/** What providers work with. */
export interface ProviderDependencies {
  engines: Engines;
  /** The id of the data folder: the mark of what is made. */
  controllerId: string;
  /** What people of other Rockpools are told who holds what is made; absent: the controller id. */
  holderName?: string | undefined;
  /** The cloud of pools with simulated hosts; absent where there is none. */
  simulator?: Simulator | undefined;
  /** The machines of a pool of provider `ssh`, as they are now; absent where there are none. */
  machinesOf?: ((poolId: string) => readonly SshMachine[]) | undefined;
  /** The clouds of pools of provider `openstack`; absent where there are none. */
  openstack?: OpenstackDependencies | undefined;
  clock: Clock;
  random: Random;
}

export interface OpenstackDependencies {
  /** A pool's cloud. */
  cloudOf(poolId: string): Cloud;
  /** The settings of a pool, as they are now. */
  configOf(poolId: string): PoolConfig;
  reach: Pick<Reach, 'userData' | 'seen' | 'prepare'> & Partial<Pick<Reach, 'connection'>>;
  /** What hosts of a pool have of images, each by name and content; absent: none starts from a copy of another. */
  imagesOf?: ((poolId: string) => readonly string[]) | undefined;
}

/** The provider that a pool names. @throws RockpoolError SIMULATOR_MISSING, PROVIDER_NOT_HERE */
export function providerOf(pool: Pool, dependencies: ProviderDependencies): Provider {
  const { engines, controllerId, holderName, simulator, machinesOf, openstack, clock, random } = dependencies;
  switch (pool.provider) {
    case 'ssh': {
      const machines = () => machinesOf?.(pool.id) ?? [];
      return sshProvider(pool, { controllerId, holderName, engines, clock, machines });
    }
    case 'local':
      return localProvider(pool, controllerId, engines);
    case 'openstack':
      if (openstack) {
        const { cloudOf, configOf, imagesOf, reach } = openstack;
        const { connection } = reach;
        const warm = imagesOf && connection && { imagesOf: () => imagesOf(pool.id), connection };
        const settings = settingsNow(() => configOf(pool.id));
        const own = { controllerId, holderName, clock, random, settings, reach, warm };
        return openstackProvider(pool, { ...own, cloud: cloudOf(pool.id), where: pool.name });
      }
      throw new RockpoolError({
        kind: 'permanent',
        code: 'PROVIDER_NOT_HERE',
        what: 'This Rockpool can not work with a cloud.',
        where: pool.name,
        next: 'Start one that can, or delete the pool.',
      });
    case 'simulator':
      if (simulator) return simulator.provider(pool.id, controllerId);
      throw new RockpoolError({
        kind: 'permanent',
        code: 'SIMULATOR_MISSING',
        what: 'There is no simulated cloud for this pool.',
        where: pool.name,
        next: 'Start Rockpool with one, or delete the pool.',
      });
  }
}
