import type { Host } from '../../../driver/model/host';
import type { Shutdown } from '../../../driver/model/shutdown';
import type { ThingKind } from '../../../driver/model/thing';
import { readMetadata, readText } from '../../../driver/providers/openstack/marks';
import { isOrigin } from '../../../driver/providers/openstack/warm/origins';
import type { OpenStack } from '../../support/openstack';
import type { Scene, Watcher } from '../scene';
import type { Workstation } from '../workstation';
import { becomesNobodys, isNobodys } from './nobodys';

/** What must hold of what belongs to servers, at every moment. */
export const cloudInvariants: Watcher = {
  onWorld({ what, about }, scene) {
    if (what === 'machine asked for') checkStart(about, scene);
  },
  onCommit(diff, by, scene) {
    if (!scene.cloud) return;
    for (const host of Object.values(diff.hosts?.put ?? {})) checkRemoved(host, by, scene);
    for (const shutdown of Object.values(diff.shutdowns?.put ?? {})) {
      const fault = scene.cloud && faultOfReport(shutdown, scene.cloud.emulator);
      if (fault) scene.violate('reports are proven', fault);
    }
  },
};

const kindOf: Partial<Record<ThingKind, keyof Everything>> = {
  ...{ server: 'servers', port: 'ports', volume: 'volumes', snapshot: 'snapshots', image: 'images' },
  ...{
    securityGroup: 'securityGroups',
    floatingIp: 'floatingIps',
    serverGroup: 'serverGroups',
    keypair: 'keypairs',
  },
};
type Everything = ReturnType<OpenStack['world']['everything']>;

/** What a report that says it is complete says and is not so: nothing of what it tells of may be there. */
export function faultOfReport(
  { state, report }: Pick<Shutdown, 'state' | 'report'>,
  { world }: Pick<OpenStack, 'world'>,
): string | undefined {
  if (state !== 'done' || !report) return undefined;
  const { complete, counts, things, notGivenBack } = report;
  if (!complete || notGivenBack.length > 0) return 'It is done, and its report is not complete.';
  const off = counts.find(({ created, givenBack }) => created !== givenBack);
  if (off)
    return `It is done, and of ${off.created} of the kind ${off.kind} ${off.givenBack} were given back.`;
  const all = world.everything();
  const isThere = (kind: ThingKind, id: string) => {
    const listed = kindOf[kind];
    const those: readonly { id: string }[] = listed ? all[listed] : [];
    // The emulated cloud knows key pairs by their user, too.
    return those.some(one => one.id === id || one.id.endsWith(`/${id}`));
  };
  const left = things.find(({ kind, id }) => isThere(kind, id));
  return left && `${left.kind} ${left.id} counts as given back, and is there.`;
}

/** What a server is started from has nothing in it that is another host's alone. */
function checkStart(serverId: string, scene: Scene): void {
  const server = scene.cloud?.emulator.world.everything().servers.find(({ id }) => id === serverId);
  const fault = server && scene.cloud?.asides.faultOf(server.metadata);
  if (fault) scene.violate('copies are clean', `${serverId} is started from ${fault}.`);
}

/** What was asked for so lately (ms) may not have been there when it was listed, or lists lag: it is a leftover, and goes. */
const YOUNG_MS = 90_000;

/** A host counts as removed when nothing of it is there any more. */
function checkRemoved({ id, phase, providerId, askedId }: Host, by: Workstation, scene: Scene): void {
  const before = scene.book.recordsOf(by.controllerId).hosts.get(id)?.phase;
  const { cloud } = scene;
  if (!cloud || phase !== 'removed' || before === 'removed') return;
  const { emulator, mirror } = cloud;
  const { volumes, floatingIps } = emulator.world.everything();
  const isOld = ({ createdAt }: { createdAt: number }) => scene.clock.now() - createdAt > YOUNG_MS;
  const isIts = (one: (typeof volumes)[number]) =>
    readMetadata(one.metadata)?.hostId === id || mirror.ownerOf(one.id) === id;
  // What was copied is kept with the copy, and must have gone in the end.
  const own = volumes.filter(one => isOld(one) && isIts(one) && !isNobodys(cloud, one) && !isOrigin(one));
  // Its machine was there and gone, and whoever would have heard of it had crashed.
  const isKnown = providerId !== undefined || askedId !== undefined;
  const volume = own.find(one => isKnown || !becomesNobodys(cloud, one));
  const address = floatingIps.find(one => isOld(one) && readText(one.description)?.hostId === id);
  const left = volume
    ? `volume ${volume.id} (${volume.status})`
    : address && `floating address ${address.id}`;
  if (left) scene.violate('nothing left over', `${id} counts as removed, and its ${left} is there.`);
}
