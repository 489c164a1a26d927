import { openCloud } from 'openstack-ts';
import type { Engine } from '../../../driver/engine';
import type { Clock, Random } from '../../../driver/model/clock';
import type { PoolConfig } from '../../../driver/model/pool';
import { seededRandom } from '../../../driver/model/seededRandom';
import {
  createSimulator,
  type Provider,
  type Simulator,
  type SimulatorSettings,
} from '../../../driver/providers';
import { readLeaseText } from '../../../driver/providers/openstack/leaseText';
import { groupNameOf } from '../../../driver/providers/openstack/marks';
import { openstackProvider } from '../../../driver/providers/openstack/openstack';
import { settingsOf } from '../../../driver/providers/openstack/settings';
import type { FaultInput, WorldEvent } from '../../../driver/providers/simulator';
import { createOpenStack, type OpenStack } from '../../support/openstack';
import { usualDelays } from '../../support/openstack/delays';
import type { VirtualClock } from '../../support/virtualClock';
import { type AsideHosts, type Asides, asideConnection, asideHosts } from './asides';
import { cloudCallOf, makesCopies } from './calls';
import { type CloudConditions, createCloudConditions } from './faults';
import { type Mirror, mirrorOf } from './mirror';
import { type Operator, operatorOf } from './operator';
import { reachOf } from './reach';
import { conditionOf } from './translate';
import { type Answer, type CloudWire, type FaultyWire, faultyWire, type Request } from './wire';

/** How an emulated project is furnished. */
export interface ProjectSettings {
  /** The most that one page holds. */
  pageLimit: number;
  tokenLifetimeMs: number;
  /** What everything takes, against a usual cloud. */
  slowness: number;
  /** Hosts are copied, so that the next ones start from that. */
  hasCopies?: boolean | undefined;
}

/** A process's own part of a provider. */
export interface OwnPart {
  poolId: string;
  controllerId: string;
  clock: Clock;
  random: Random;
  wire: CloudWire;
  /** As they are outside the process. */
  asides: Asides;
  configOf(poolId: string): PoolConfig;
  connect(url: string): Engine;
}

/**
 * An emulated OpenStack whose servers have simulated engines. It stands in for the simulated cloud: what is asked of that
 * is done here, and what is here is seen there.
 */
export interface EmulatedCloud extends Disposable {
  readonly simulator: Simulator;
  readonly emulator: OpenStack;
  readonly operator: Operator;
  readonly conditions: CloudConditions;
  readonly wire: FaultyWire;
  readonly mirror: Mirror;
  readonly asides: AsideHosts;
  /** The real provider over the real client; only SSH is not there. */
  provider(own: OwnPart): Provider;
}

export interface EmulatedCloudOptions {
  clock: VirtualClock;
  settings: SimulatorSettings;
  project: ProjectSettings;
  onEvent(event: WorldEvent): void;
  /** One line of the history. */
  note(what: string): void;
}

const NO_LIMIT = -1;
/** Of what a project may have, but for what histories change. */
const quotas = {
  compute: { instances: NO_LIMIT, cores: NO_LIMIT, ram: NO_LIMIT, server_groups: NO_LIMIT },
  network: { port: NO_LIMIT, security_group: NO_LIMIT, floatingip: NO_LIMIT },
  volume: { volumes: NO_LIMIT, gigabytes: NO_LIMIT, snapshots: NO_LIMIT },
};
export const QUOTAS = [
  ...(['instances', 'cores', 'ram'] as const).map(what => ['compute', what] as const),
  ...(['port', 'security_group', 'floatingip'] as const).map(what => ['network', what] as const),
  ...(['volumes', 'gigabytes'] as const).map(what => ['volume', what] as const),
];

/** What hosts have of images, by name and content. */
const IMAGES = ['lab/httpd 1'];

export function createEmulatedCloud({
  clock,
  settings,
  project,
  onEvent,
  note,
}: EmulatedCloudOptions): EmulatedCloud {
  const simulated = createSimulator({ clock, settings, onEvent: hear });
  const { world } = simulated;
  const config = () => simulated.config;
  const delays = Object.fromEntries(
    Object.entries(usualDelays).map(([what, [least, most]]) => [
      what,
      [least * project.slowness, most * project.slowness],
    ]),
  );
  const emulator = createOpenStack({
    ...{ clock, delays, quotas: quotas as never, random: seededRandom(config().seed * 17 + 1) },
    ...{ pageLimit: project.pageLimit, tokenLifetimeMs: project.tokenLifetimeMs },
    flavors: config().flavors.map(({ name, cpus, memoryMiB }) => ({
      ...{ name, vcpus: cpus, ram: memoryMiB, disk: 10 },
    })),
    networks: [{ name: 'lab', cidr: '198.18.0.0/16', isRouted: true }],
  });
  const conditions = createCloudConditions();
  const mirror = mirrorOf(emulator, { world, clock, config });
  const asides = asideHosts({ clock, world, emulator, config });
  /** What happens to machines there happens to servers here. */
  function hear(event: WorldEvent): void {
    if (event.what === 'machine died') emulator.world.breakServer(event.about, 'It has died.');
    if (event.what === 'machine vanished') emulator.world.destroyServer(event.about);
    onEvent(event);
  }

  /** Done there, at this moment. */
  function done(request: Request): Answer {
    const answer = emulator.answerNow(request);
    const call = cloudCallOf(request);
    // What comes of others by and by is seen when it does.
    if (call.name.startsWith('compute')) mirror.look();
    if (makesCopies(call)) asides.look();
    if (request.method !== 'GET' && call.name.includes('/security-groups')) noteLease();
    return answer;
  }
  /** Who has a pool, for those who check. */
  function noteLease(): void {
    for (const { name, description } of emulator.world.everything().securityGroups) {
      const lease = readLeaseText(description);
      const [, poolId] = /^rockpool-(\w+)$/.exec(name) ?? [];
      if (lease && poolId !== undefined && name === groupNameOf(poolId))
        world.leases.write(poolId, lease, world.leases.read(poolId));
    }
  }
  const wire = faultyWire({ ...{ emulator, world, clock, config, conditions, note }, done });

  function inject(fault: FaultInput): void {
    const condition = conditionOf(fault, world.now());
    if (condition === undefined) simulated.inject(fault);
    if (condition === undefined || condition === 'none') return;
    conditions.set(condition);
    // Engines know it, too.
    if (fault.name === 'answerAfterTimeout') simulated.inject(fault);
  }
  const simulator: Simulator = Object.create(simulated, {
    inject: { value: inject },
    configure: {
      value(changes: SimulatorSettings) {
        simulated.configure(changes);
        if (changes.quota !== undefined)
          emulator.world.setQuota(
            'compute',
            'instances',
            changes.quota >= 100 ? NO_LIMIT : changes.quota + 2,
          );
      },
    },
    clear: {
      value() {
        simulated.clear();
        conditions.clear();
        emulator.faults.heal();
        wire.catchUp();
        for (const [service, what] of QUOTAS) emulator.world.setQuota(service, what, NO_LIMIT);
      },
    },
    engine: {
      value: (url: string) => {
        const id = url.slice(url.lastIndexOf('/') + 1);
        return Object.create(simulated.engine(`sim://${id}`), { url: { value: url, enumerable: true } });
      },
    },
  });

  const cloud: EmulatedCloud = {
    ...{ simulator, emulator, conditions, mirror, asides, wire },
    operator: operatorOf(emulator),
    provider({ poolId, controllerId, clock: own, random, wire, asides: hosts, configOf, connect }) {
      const { authUrl, username, password, projectName, region } = emulator.config();
      const domain = { name: 'Default' };
      const user = { name: username, domain };
      const auth = { kind: 'password', user, password, project: { name: projectName, domain } } as const;
      const opened = openCloud({ authUrl, auth, region }, { transport: wire.transport, clock: own, random });
      return openstackProvider(
        { id: poolId },
        {
          ...{ cloud: opened, where: 'the emulated cloud', controllerId, clock: own, random },
          settings: () => settingsOf(configOf(poolId)),
          reach: reachOf({ clock: own, connect, configOf }),
          warm: project.hasCopies
            ? { imagesOf: () => IMAGES, connection: (id: string) => asideConnection(id, hosts) }
            : undefined,
        },
      );
    },
    [Symbol.dispose]: () => mirror.end(),
  };
  return cloud;
}
