import { groupNameOf, markMetadata, markText, readMetadata } from '../../../driver/providers/openstack/marks';
import { FOREIGN } from '../foreign';
import { POOL_ID } from '../samples';
import type { Scene } from '../scene';
import type { EmulatedCloud } from './cloud';
import { isNobodys } from './nobodys';

/** What others have in the project, and what a history has left there. */

const OTHER = 'c'.repeat(32);
const OTHER_POOL = 'other';
/** Nova makes none by itself any more. */
const PUBLIC_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHJvY2twb29sIGhpc3Rvcmllcywgbm9ib2R5IGtub3dz';
const foreign = new WeakMap<EmulatedCloud, ReadonlySet<string>>();

/** Things of another pool and things of nobody, of all kinds: they must outlive everything. */
export function plantForeignThings({ cloud }: Pick<Scene, 'cloud'>): void {
  if (!cloud) return;
  const { operator, emulator, mirror } = cloud;
  const mark = { controllerId: OTHER, poolId: OTHER_POOL, hostId: 'pb_dd_other' };
  const flavorRef = idOf(operator.call('compute', 'GET', '/flavors'), 'flavors');
  const networkId = idOf(operator.call('network', 'GET', '/networks?name=public'), 'networks');
  function make(service: 'compute' | 'volume' | 'network', path: string, body: object): void {
    if (operator.call(service, 'POST', path, body) === undefined)
      throw new Error(`The emulated cloud refuses to make what others have: ${path}.`);
  }
  for (const number of [1, 2]) {
    const metadata = {
      ...{ rockpool_controller: FOREIGN, rockpool_pool: FOREIGN, rockpool_host: `${FOREIGN}-${number}` },
    };
    const images = operator.call('image', 'GET', '/images');
    const server = { name: FOREIGN, flavorRef, metadata, imageRef: idOf(images, 'images'), networks: 'none' };
    make('compute', '/servers', { server });
  }
  make('volume', '/volumes', { volume: { size: 1, metadata: markMetadata(mark) } });
  make('volume', '/volumes', { volume: { size: 1, name: 'data' } });
  for (const name of [groupNameOf(OTHER_POOL), 'web'])
    make('network', '/security-groups', { security_group: { name } });
  for (const name of [markText(mark), 'ada'])
    make('compute', '/os-keypairs', { keypair: { name, type: 'ssh', public_key: PUBLIC_KEY } });
  for (const description of [markText(mark), ''])
    make('network', '/floatingips', {
      floatingip: { floating_network_id: networkId, description },
    });
  for (const name of [markText(mark), 'apart'])
    make('compute', '/os-server-groups', {
      server_group: { name, policy: 'anti-affinity', rules: {} },
    });
  foreign.set(cloud, new Set(namesOf(emulator)));
  mirror.look();
}

function idOf(answer: unknown, key: string): string {
  const all = (answer as Record<string, { id: string }[]> | undefined)?.[key] ?? [];
  const [one] = all;
  if (!one) throw new Error(`The emulated cloud has no ${key}.`);
  return one.id;
}

/** All that is in the project, each with its kind and id. */
function namesOf({ world }: EmulatedCloud['emulator']): string[] {
  return Object.entries(world.everything()).flatMap(([kind, all]) =>
    all.map((one: { id: string }) => `${kind} ${one.id}`),
  );
}

/** @returns what is missing of what others had */
export function missingThings({ cloud }: Pick<Scene, 'cloud'>): string[] {
  if (!cloud) return [];
  const there = new Set(namesOf(cloud.emulator));
  return [...(foreign.get(cloud) ?? [])].filter(name => !there.has(name));
}

/** @returns what there is that others have not made, each as it is */
export function thingsLeft({ cloud }: Pick<Scene, 'cloud'>): string[] {
  if (!cloud) return [];
  const others = foreign.get(cloud) ?? new Set();
  return Object.entries(cloud.emulator.world.everything()).flatMap(([kind, all]) =>
    all
      .filter((one: { id: string }) => !others.has(`${kind} ${one.id}`) && !isNobodys(cloud, one))
      .map((one: object) => `${kind} ${JSON.stringify(one)}`),
  );
}

/** Kinds of which something can be left over. */
export const leftoverKinds = ['volume', 'snapshot', 'port', 'keypair', 'floatingIp', 'serverGroup'] as const;
export type LeftoverKind = (typeof leftoverKinds)[number];

/** Something with our mark of a host that nobody remembers, as an earlier process may have left it. */
export function leave(kind: LeftoverKind, controllerId: string, { cloud, clock }: Scene): void {
  if (!cloud) return;
  const { operator, emulator } = cloud;
  const hostId = `pb_dd_gone_${Math.round(clock.monotonic())}`;
  const mark = { controllerId, poolId: POOL_ID, hostId };
  const metadata = markMetadata(mark);
  const name = markText(mark);
  switch (kind) {
    case 'volume':
      operator.call('volume', 'POST', '/volumes', { volume: { size: 1, metadata } });
      break;
    case 'snapshot': {
      const made = operator.call('volume', 'POST', '/volumes', { volume: { size: 1, metadata } });
      const { id } = (made as { volume: { id: string } } | undefined)?.volume ?? { id: '' };
      const snapshot = { volume_id: id, force: true, metadata };
      operator.call('volume', 'POST', '/snapshots', { snapshot });
      break;
    }
    case 'port': {
      const group = emulator.world.everything().securityGroups.find(one => one.name === groupNameOf(POOL_ID));
      const network_id = idOf(operator.call('network', 'GET', '/networks?name=lab'), 'networks');
      const port = { network_id, security_groups: group ? [group.id] : [] };
      if (group) operator.call('network', 'POST', '/ports', { port });
      break;
    }
    case 'keypair':
      operator.call('compute', 'POST', '/os-keypairs', {
        keypair: { name, type: 'ssh', public_key: PUBLIC_KEY },
      });
      break;
    case 'floatingIp': {
      const floating_network_id = idOf(operator.call('network', 'GET', '/networks?name=public'), 'networks');
      operator.call('network', 'POST', '/floatingips', {
        floatingip: { floating_network_id, description: name },
      });
      break;
    }
    case 'serverGroup':
      operator.call('compute', 'POST', '/os-server-groups', {
        server_group: { name, policy: 'anti-affinity', rules: {} },
      });
  }
}

/** Somebody opens the pool's group to all. */
export function openGroup({ cloud }: Scene): void {
  const groups = cloud?.emulator.world.everything().securityGroups ?? [];
  const group = groups.find(one => one.name === groupNameOf(POOL_ID));
  if (!group) return;
  const rule = { security_group_id: group.id, direction: 'ingress', ethertype: 'IPv4', protocol: 'tcp' };
  cloud?.operator.call('network', 'POST', '/security-group-rules', { security_group_rule: rule });
}

/** As an operator of the cloud does who is called because of what is stuck. */
export function setRight({ cloud }: Scene): void {
  if (!cloud) return;
  const { world } = cloud.emulator;
  const { volumes, servers } = world.everything();
  for (const { id, status, name, metadata } of volumes) {
    if (status !== 'error_deleting' && status !== 'deleting' && status !== 'creating') continue;
    const isAwaited = servers.some(one => one.vmState === 'building' && one.ownVolumeIds.includes(id));
    // What Nova has made from an image and given up says nowhere whose it is: nobody else could end it.
    if (!isAwaited && name === '' && readMetadata(metadata) === undefined) world.destroyVolume(id);
    else world.setVolumeStatus(id, 'error');
  }
  for (const { id, taskState, vmState } of servers) {
    if (taskState === 'deleting') world.destroyServer(id);
    else if (vmState === 'building') world.breakServer(id, 'It was stuck.');
  }
  cloud.mirror.look();
}
