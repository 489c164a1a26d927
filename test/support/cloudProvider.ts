import { type Cloud, openCloud, type Transport } from 'openstack-ts';
import type { Host } from '../../driver/model/host';
import { defaultConfigOf, type PoolConfig } from '../../driver/model/pool';
import {
  type OpenstackProviderDependencies,
  openstackProvider,
} from '../../driver/providers/openstack/openstack';
import { settingsOf } from '../../driver/providers/openstack/settings';
import type { Provider } from '../../driver/providers/provider';
import { fakeClock, seededRandom } from './fakeClock';
import { createOpenStack, type OpenStack, type OpenStackOptions } from './openstack';

export const SELF = 'a'.repeat(32);
export const OTHER = 'b'.repeat(32);
export const poolId = '9a1b2c3d4e5f6071';
export const { signal } = new AbortController();

const usual: Partial<PoolConfig> = {
  ...{ DD_HOST_IMAGE: 'Debian-12-docker', DD_HOST_MASTER_SG: null, DD_HOST_SSH_FROM: '192.0.2.0/24' },
  ...{ DD_HOST_DATA_VOLUME_TYPE: null, DD_HOST_FLAVOR_NAME_LARGE: 'standard.tiny' },
};
export const hostOf = (number: number, changes: Partial<Host> = {}): Host =>
  ({ id: `pb_dd_${number}`, flavor: 'standard.tiny', slots: 2, phase: 'spawning', ...changes }) as Host;

/** An emulator's project as its user has it, over the real client. */
export function cloudOf(
  emulator: OpenStack,
  { clock, seed = 2, transport = emulator.transport }: CloudOptions,
): Cloud {
  const { authUrl, username, password, projectName, region } = emulator.config();
  const domain = { name: 'Default' };
  const user = { name: username, domain };
  const auth = { kind: 'password', user, password, project: { name: projectName, domain } } as const;
  return openCloud({ authUrl, auth, region }, { transport, clock, random: seededRandom(seed) });
}
interface CloudOptions {
  clock: Cloud['clock'];
  seed?: number;
  transport?: Transport;
}

/** The provider of a pool in an emulated project: what was asked is in `emulator.world`, and `cloud` is somebody else's. */
export function cloudProvider(
  config: Partial<PoolConfig> = {},
  options: Partial<OpenStackOptions> = {},
  warm?: OpenstackProviderDependencies['warm'],
) {
  const clock = fakeClock();
  const emulator = createOpenStack({ clock, random: seededRandom(1), delays: 'none', ...options });
  const current = { ...defaultConfigOf('DockerDriver'), ...usual, ...config };
  /** What reach was told. */
  const seen: unknown[] = [];

  /** One Rockpool's. */
  function provider(controllerId = SELF, seed = 2, transport: Transport = emulator.transport) {
    return openstackProvider(
      { id: poolId },
      {
        ...{ cloud: cloudOf(emulator, { clock, seed, transport }), where: 'the emulated cloud' },
        ...{ controllerId, holderName: 'ada', clock, random: seededRandom(seed) },
        settings: () => settingsOf(current),
        warm,
        reach: {
          userData: async () => 'I2Nsb3VkLWNvbmZpZw==',
          seen: one => void seen.push(one),
          async prepare(host, { signal: end, onLine }, calls) {
            const address = await calls.floatingAddress(host, { signal: end });
            onLine(`${address} ${await calls.dataVolumeId(host.providerId ?? '', { signal: end })}`);
          },
        },
      },
    ) as Required<Provider>;
  }
  const one = provider();
  return {
    ...{ clock, emulator, provider, current, seen, one },
    cloud: cloudOf(emulator, { clock, seed: 3 }),
    create: (host: Host) => one.create(host, { signal }),
    list: (hosts: Host[] = []) => one.list(hosts, { signal }),
    resources: () => one.resources({ signal }),
    destroy: (host: Host) => one.destroy(host, { signal }),
    /** Asks again, as the pool does, until it is gone; says how often. */
    async end(host: Host, times = 5): Promise<number> {
      for (let number = 1; number <= times; number += 1)
        if ((await one.destroy(host, { signal })) === 'gone') return number;
      return Number.POSITIVE_INFINITY;
    },
    /** Makes a host and waits until it runs. */
    async running(number: number, changes: Partial<Host> = {}): Promise<Host> {
      await one.create(hostOf(number, changes), { signal });
      for (let tries = 0; tries < 5; tries += 1) {
        const found = (await one.list([], { signal })).find(({ hostId }) => hostId === `pb_dd_${number}`);
        if (found?.state === 'running') return hostOf(number, { ...changes, providerId: found.providerId });
        await clock.advance(20_000);
      }
      throw new Error('It does not run.');
    },
    /** Kinds of which there is something. */
    left: () =>
      Object.entries(emulator.world.everything()).flatMap(([kind, all]) => (all.length > 0 ? [kind] : [])),
    /** @param call `POST /servers`, of any service */
    counted: (call: string) =>
      emulator.world.calls.filter(({ method, path }) => `${method} ${path}` === call).length,
  };
}
