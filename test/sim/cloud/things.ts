import {
  blankVolumeNameOf,
  groupNameOf,
  markMetadata,
  markText,
  readMetadata,
} from '../../../driver/providers/openstack/marks';
import { FOREIGN } from '../foreign';
import { POOL_ID } from '../samples';
import type { Scene } from '../scene';
import type { EmulatedCloud } from './cloud';

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

/** Of volumes that a cloud has made and failed to give to a machine, which is gone as its records are. */
const nobodys = new WeakMap<EmulatedCloud, Set<string>>();
/** Whose records are lost, and who has not been started since. */
const lost = new WeakMap<EmulatedCloud, Set<string>>();

/** The records of one go; until it is started again what it had asked for may still be done. */
export function forgetGone(scene: Pick<Scene, 'cloud' | 'book'>, controllerId: string): void {
  const { cloud } = scene;
  if (!cloud) return;
  lost.set(cloud, new Set(lost.get(cloud)).add(controllerId));
  noteGone(scene, cloud);
}

/** One begins: whatever went since its records were lost it has never seen. */
export function begins(scene: Pick<Scene, 'cloud' | 'book'>, controllerId: string): void {
  const { cloud } = scene;
  if (cloud && lost.get(cloud)?.delete(controllerId)) noteGone(scene, cloud);
}

/** Whose a volume without a mark is tells only the name of a machine, and nobody knows those that are gone. */
function noteGone({ book }: Pick<Scene, 'book'>, cloud: EmulatedCloud): void {
  const names = nobodys.get(cloud) ?? new Set();
  nobodys.set(cloud, names);
  for (const { providerId, goneAt } of book.machines) {
    if (goneAt !== Number.POSITIVE_INFINITY) names.add(blankVolumeNameOf(providerId));
  }
}

/** From now on a volume is nobody's whose machine no record has ever had the id of. @returns false: its own mark tells whose it is */
export function isNobodysFrom(
  cloud: EmulatedCloud,
  { name, metadata }: { name: string | null; metadata: Readonly<Record<string, string>> },
): boolean {
  if (Object.keys(metadata).length > 0 || !name) return false;
  nobodys.set(cloud, new Set(nobodys.get(cloud)).add(name));
  return true;
}

function isNobodys(cloud: EmulatedCloud, one: object): boolean {
  const { name = '', metadata = {} } = one as { name?: string; metadata?: object };
  return nobodys.get(cloud)?.has(name) === true && Object.keys(metadata).length === 0;
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
