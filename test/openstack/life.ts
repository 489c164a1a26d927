import {
  blankVolume,
  idOf,
  imageId,
  networkId,
  rootDisk,
  type Stage,
  settled,
  untilServer,
  V,
  wish,
} from './asking';
import type { Recorder } from './calls';

/** One server, from its making to its end, with an image that is made of it. */
export async function life(to: Recorder, stage: Stage): Promise<void> {
  const { json: before } = await to.ask('network', 'GET', '/security-groups?name=recorded');
  const groupId = (before.security_groups as { id: string }[])[0]?.id ?? '';
  const asked = await wish(to, {
    metadata: { mark: 'a' },
    tags: ['recorded'],
    security_groups: [{ name: groupId }],
    networks: [{ uuid: await networkId(to, 'routed') }],
    block_device_mapping_v2: [blankVolume(1), rootDisk(await imageId(to, 'Debian-12'))],
  });
  const made = await to.record('a server is made', 'compute', 'POST', '/servers', asked);
  await to.record('a server more than the quota', 'compute', 'POST', '/servers', asked);
  const id = idOf(made.json, 'server');
  const one = `/servers/${id}`;
  await untilServer(to, stage, id, status => status !== 'BUILD');
  await to.record('a server that runs', 'compute', 'GET', one, { version: V });
  await to.record('a server that runs, of the first version', 'compute', 'GET', one);
  await to.record('servers, a page', 'compute', 'GET', '/servers/detail?limit=1', { version: V });
  const marker = `/servers/detail?limit=1&marker=${id}`;
  await to.record('servers, the page after the last', 'compute', 'GET', marker, { version: V });
  await to.record('its volumes', 'compute', 'GET', `${one}/os-volume_attachments`, { version: V });
  await to.record('its port', 'network', 'GET', `/ports?device_id=${id}`);
  const { json } = await to.record('its volume at Cinder', 'volume', 'GET', '/volumes/detail');
  const volumeId = (json.volumes as { id: string }[])[0]?.id ?? '';
  await to.record('a volume in use is deleted', 'volume', 'DELETE', `/volumes/${volumeId}`);
  await to.record('a snapshot of a volume in use', 'volume', 'POST', '/snapshots', {
    body: { snapshot: { volume_id: volumeId, name: 'recorded' } },
  });
  await to.record('a group in use is deleted', 'network', 'DELETE', `/security-groups/${groupId}`);
  await to.record('metadata is added', 'compute', 'POST', `${one}/metadata`, {
    version: V,
    body: { metadata: { more: 'b' } },
  });
  await to.record('a server is started that runs', 'compute', 'POST', `${one}/action`, {
    version: V,
    body: { 'os-start': null },
  });
  await floating(to, stage, id);
  await to.record('limits of Nova with a server', 'compute', 'GET', '/limits', { version: V });
  await to.record('limits of Cinder with a volume', 'volume', 'GET', '/limits');
  const imaged = await image(to, stage, id);
  await to.record('a server is deleted', 'compute', 'DELETE', one, { version: V });
  await to.record('a server is deleted again', 'compute', 'DELETE', one, { version: V });
  await untilServer(to, stage, id, status => status === 'gone');
  await to.record('a server is deleted that is gone', 'compute', 'DELETE', one, { version: V });
  const left = (await to.ask('network', 'GET', '/floatingips')).json.floatingips as { id: string }[];
  for (const { id: address } of left) {
    const path = `/floatingips/${address}`;
    await settled(to, stage, async () => {
      const { json: shown } = await to.ask('network', 'GET', path);
      return (shown.floatingip as { status: string }).status === 'DOWN';
    });
    await to.record('a floating IP whose server is gone', 'network', 'GET', path);
    await to.ask('network', 'DELETE', path);
  }
  await to.record('an image is deleted', 'image', 'DELETE', `/images/${imaged}`);
  await to.record('an image is deleted that is gone', 'image', 'DELETE', `/images/${imaged}`);
  const again = await wish(to, { imageRef: imaged });
  await to.record('a server of an image that was deleted', 'compute', 'POST', '/servers', again);
}

/** An address from outside for a server that runs. */
async function floating(to: Recorder, stage: Stage, serverId: string): Promise<void> {
  const { json } = await to.ask('network', 'GET', `/ports?device_id=${serverId}`);
  await to.record('a floating IP for the port of a server', 'network', 'POST', '/floatingips', {
    body: {
      floatingip: {
        floating_network_id: await networkId(to, 'public'),
        description: 'recorded',
        port_id: (json.ports as { id: string }[])[0]?.id,
      },
    },
  });
  const path = `/servers/${serverId}`;
  await settled(to, stage, async () => {
    const seen = await to.ask('compute', 'GET', path, { version: V });
    const { json: all } = await to.ask('network', 'GET', '/floatingips');
    return (
      JSON.stringify(seen.json).includes('"floating"') &&
      (all.floatingips as { status: string }[]).every(({ status }) => status === 'ACTIVE')
    );
  });
  await to.record('a server with a floating IP', 'compute', 'GET', path, { version: V });
  await to.record('the floating IP of a server', 'network', 'GET', '/floatingips');
}

/** @returns its id */
async function image(to: Recorder, stage: Stage, serverId: string): Promise<string> {
  const act = { version: V, body: { createImage: { name: 'recorded', metadata: { mark: 'a' } } } };
  const path = `/servers/${serverId}/action`;
  const { json } = await to.record('an image is made of a server', 'compute', 'POST', path, act);
  await to.record('an image is made of a server that one is made of', 'compute', 'POST', path, act);
  const one = `/images/${json.image_id}`;
  await settled(to, stage, async () => (await to.ask('image', 'GET', one)).json.status === 'active');
  await to.record('an image of a server', 'image', 'GET', one);
  await to.record('a tag of an image is set', 'image', 'PUT', `${one}/tags/recorded`);
  await to.record('a property of an image is set', 'image', 'PATCH', one, {
    headers: { 'content-type': 'application/openstack-images-v2.1-json-patch' },
    body: [
      { op: 'add', path: '/more', value: 'b' },
      { op: 'add', path: '/min_disk', value: 4 },
    ],
  });
  const none = [{ op: 'remove', path: '/nothing' }];
  await to.record('a property that an image has not is taken away', 'image', 'PATCH', one, {
    headers: { 'content-type': 'application/openstack-images-v2.1-json-patch' },
    body: none,
  });
  await settled(to, stage, async () => {
    const { json: shown } = await to.ask('compute', 'GET', `/servers/${serverId}`, { version: V });
    return (shown.server as Record<string, unknown>)['OS-EXT-STS:task_state'] === null;
  });
  return String(json.image_id);
}
