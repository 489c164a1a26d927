/** What a cloud says where a project may have no more, one resource after the other, and where things do not go together. */
import {
  blankVolume,
  flavorId,
  idOf,
  imageId,
  NONE,
  networkId,
  pick,
  rootDisk,
  type Stage,
  settled,
  untilServer,
  V,
  wish,
} from './asking';
import type { Recorder } from './calls';

export async function keypairs(to: Recorder): Promise<void> {
  const path = '/os-keypairs';
  const key = (data: string) => `ssh-ed25519 ${data} recorded`;
  const good = key('AAAAC3NzaC1lZDI1NTE5AAAAIGOCs8yIFBK3e/yu7QJgAcANnjAl5mwg9ufpLweYUUYq');
  const make = (step: string, name: string, public_key: string) =>
    to.record(step, 'compute', 'POST', path, {
      version: V,
      body: { keypair: { name, public_key, type: 'ssh' } },
    });
  await make('a keypair of what is no key', 'recorded', 'none');
  await make('a keypair is made', 'recorded', good);
  await make('a keypair of the same name', 'recorded', good);
  await make('a keypair more than the quota', 'one too many', good);
  await to.record('keypairs', 'compute', 'GET', path, { version: V });
  await to.record('a keypair is shown', 'compute', 'GET', `${path}/recorded`, { version: V });
  await to.record('a keypair is deleted', 'compute', 'DELETE', `${path}/recorded`, { version: V });
  await to.record('a keypair is deleted that is gone', 'compute', 'DELETE', `${path}/recorded`, {
    version: V,
  });
}

/** The group has been made before. */
export async function manyRules(to: Recorder, groupId: string): Promise<void> {
  const rule = (port: number) => ({
    security_group_id: groupId,
    direction: 'ingress',
    protocol: 'tcp',
    port_range_min: port,
    port_range_max: port,
    remote_ip_prefix: '192.0.2.0/24',
  });
  const many = (step: string, ports: number[]) =>
    to.record(step, 'network', 'POST', '/security-group-rules', {
      body: { security_group_rules: ports.map(rule) },
    });
  await many('two rules in one call', [81, 82]);
  await many('two rules in one call, of which there is one', [82, 83]);
  await many('more rules in one call than the quota', [84, 85, 86, 87, 88, 89]);
  await many('the last rules of the quota', [90, 91]);
  const next = { body: { security_group_rule: rule(92) } };
  await to.record('a rule more than the quota', 'network', 'POST', '/security-group-rules', next);
}

export async function ports(to: Recorder, stage: Stage): Promise<void> {
  const make = async (network: string, step?: string) => {
    const asked = { body: { port: { network_id: await networkId(to, network), name: 'recorded' } } };
    const { json } = step
      ? await to.record(step, 'network', 'POST', '/ports', asked)
      : await to.ask('network', 'POST', '/ports', asked);
    return step === undefined ? idOf(json, 'port') : ((json.port as { id?: string })?.id ?? '');
  };
  const inside = await make('lab', 'a port is made');
  const routed = await make('routed');
  await make('lab', 'a port more than the quota');
  await to.record(
    'a server for which there is no port left',
    'compute',
    'POST',
    '/servers',
    await wish(to, {}),
  );
  const floating = async (step: string, port_id: string | undefined) =>
    to.record(step, 'network', 'POST', '/floatingips', {
      body: {
        floatingip: {
          floating_network_id: await networkId(to, 'public'),
          description: 'recorded',
          ...(port_id !== undefined && { port_id }),
        },
      },
    });
  await floating('a floating IP for a port from which no router leads', inside);
  await floating('a floating IP for a port that there is not', NONE);
  const { json } = await floating('a floating IP that is given to nothing', undefined);
  const one = `/floatingips/${idOf(json, 'floatingip')}`;
  const give = (step: string, port_id: string | null) =>
    to.record(step, 'network', 'PUT', one, { body: { floatingip: { port_id } } });
  await give('a floating IP is given to a port that there is not', NONE);
  await give('a floating IP is given to a port from which no router leads', inside);
  await give('a floating IP is given to a port', routed);
  await give('a floating IP is given to the same port again', routed);
  await give('a floating IP is taken from its port', null);
  await to.ask('network', 'PUT', one, { body: { floatingip: { port_id: routed } } });
  await to.record('a port with a floating IP is deleted', 'network', 'DELETE', `/ports/${routed}`);
  await settled(to, stage, async () => {
    const { json: shown } = await to.ask('network', 'GET', one);
    return (shown.floatingip as { status: string }).status === 'DOWN';
  });
  await to.record('a floating IP whose port is gone', 'network', 'GET', one);
  await to.record('a port is deleted that is gone', 'network', 'DELETE', `/ports/${routed}`);
  await to.ask('network', 'DELETE', one);
  await to.record('a floating IP is deleted that is gone', 'network', 'DELETE', one);
  await to.ask('network', 'DELETE', `/ports/${inside}`);
}

/** Of which Nova says no at once. */
export async function misfits(to: Recorder): Promise<void> {
  const create = async (step: string, more: Record<string, unknown>) =>
    to.record(step, 'compute', 'POST', '/servers', await wish(to, more));
  await create('a flavor whose disk is too small for the image', {
    imageRef: await imageId(to, 'recorded-large'),
  });
  await create('a flavor whose memory is too small for the image', {
    imageRef: await imageId(to, 'recorded-hungry'),
  });
  await create('an image that is not ready', { imageRef: await imageId(to, 'recorded-empty') });
  await create('a server on no network in particular, where there are two', { networks: 'auto' });
  await create('a flavor with more cores than the quota', {
    flavorRef: await flavorId(to, 'standard.medium'),
  });
  await create('a flavor with more cores and memory than the quota', {
    flavorRef: await flavorId(to, 'standard.xlarge'),
  });
}

/** Servers that Nova takes up and then can't make. */
export async function failures(to: Recorder, stage: Stage): Promise<void> {
  const root = rootDisk(await imageId(to, 'Debian-12'));
  const fails = async (what: string, more: Record<string, unknown>, look?: (id: string) => Promise<void>) => {
    const made = await to.ask('compute', 'POST', '/servers', await wish(to, more));
    const id = idOf(made.json, 'server');
    await untilServer(to, stage, id, status => status !== 'BUILD');
    const list = '/servers/detail?status=ERROR';
    await to.record(`${what}, listed`, 'compute', 'GET', list, { version: V });
    await to.record(what, 'compute', 'GET', `/servers/${id}`, { version: V });
    await look?.(id);
    await to.record(`${what}, deleted`, 'compute', 'DELETE', `/servers/${id}`, { version: V });
    await untilServer(to, stage, id, status => status === 'gone');
  };
  const endless = await flavorId(to, 'standard.endless');
  await fails('a server for which no node has room', { flavorRef: endless }, async id => {
    await to.record(
      'the console of a server that was on no node',
      'compute',
      'POST',
      `/servers/${id}/action`,
      {
        version: V,
        body: { 'os-getConsoleOutput': { length: 5 } },
      },
    );
    await to.record('a server that has failed is imaged', 'compute', 'POST', `/servers/${id}/action`, {
      version: V,
      body: { createImage: { name: 'recorded' } },
    });
  });
  await fails('a server whose volume is more than the quota of space', {
    block_device_mapping_v2: [root, blankVolume(100)],
  });
  await fails('a server whose volumes are more than the quota', {
    block_device_mapping_v2: [root, blankVolume(1), blankVolume(1)],
  });
  await settled(to, stage, async () => {
    const left = (await to.ask('volume', 'GET', '/volumes')).json.volumes as { id: string }[];
    return left.length === 0;
  });
}

/** Pages of each service: the first, the one after the last, and after what there is not. */
export async function pages(to: Recorder): Promise<void> {
  const ask = (step: string, service: 'compute' | 'image' | 'network' | 'volume', path: string) =>
    to.record(step, service, 'GET', path, service === 'compute' ? { version: V } : {});
  const group = (await to.ask('network', 'GET', '/security-groups?name=default')).json.security_groups;
  const image = (await to.ask('image', 'GET', '/images?name=Debian-12')).json.images;
  const last = pick(group, 'default');
  const only = 'name=default&fields=name&fields=id';
  await ask('a page of Neutron', 'network', `/security-groups?${only}&limit=1`);
  await ask(
    'the page of Neutron after the last',
    'network',
    `/security-groups?${only}&limit=1&marker=${last}`,
  );
  await ask(
    'a page of Neutron after what there is not',
    'network',
    `/security-groups?${only}&limit=1&marker=${NONE}`,
  );
  for (const kind of ['ports', 'networks', 'floatingips'])
    await ask(
      `a page of ${kind} after what there is not`,
      'network',
      `/${kind}?limit=1&marker=${NONE}&fields=nothing`,
    );
  await ask('no limit of Neutron', 'network', '/security-groups?limit=few');
  await ask('a page of Glance', 'image', '/images?name=Debian-12&limit=1');
  await ask(
    'the page of Glance after the last',
    'image',
    `/images?name=Debian-12&limit=1&marker=${pick(image, 'Debian-12')}`,
  );
  await ask('a page of Glance after what there is not', 'image', `/images?limit=1&marker=${NONE}`);
  await ask('no limit of Glance', 'image', '/images?limit=few');
  await ask('a page of Cinder after what there is not', 'volume', `/volumes/detail?limit=1&marker=${NONE}`);
  await ask('no limit of Cinder', 'volume', '/volumes/detail?limit=few');
  await ask('a page of Nova after what there is not', 'compute', `/servers/detail?limit=1&marker=${NONE}`);
  await ask('no limit of Nova', 'compute', '/servers/detail?limit=few');
  await ask('a page of flavors after what there is not', 'compute', `/flavors/detail?limit=1&marker=${NONE}`);
}
