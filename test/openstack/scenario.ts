import { idOf, pick, type Stage, settled, V, wish } from './asking';
import { failures, keypairs, manyRules, misfits, pages, ports } from './bounds';
import type { Recorder } from './calls';
import { life } from './life';

const domain = { id: 'default' };

/** The calls, in order: the same on every cloud. */
export async function play(to: Recorder, stage: Stage): Promise<void> {
  await signIn(to, stage);
  await readings(to);
  await groups(to);
  await keypairs(to);
  await pages(to);
  await volumes(to, stage);
  await addresses(to);
  await ports(to, stage);
  await computeRefusals(to);
  await misfits(to);
  await failures(to, stage);
  await life(to, stage);
}

const password = (stage: Stage, secret: string) => ({
  methods: ['password'],
  password: { user: { name: stage.username, domain, password: secret } },
});

async function signIn(to: Recorder, stage: Stage): Promise<void> {
  const auth = (identity: unknown, projectName = stage.projectName) => ({
    body: { auth: { identity, scope: { project: { name: projectName, domain } } } },
  });
  const post = (step: string, asked: { body: unknown }) =>
    to.record(step, 'identity', 'POST', '/auth/tokens', asked);
  await post('a wrong password', auth(password(stage, 'wrong')));
  await post('a project that there is not', auth(password(stage, stage.password), 'nowhere'));
  to.token = 'nobody';
  await to.record('a token that does not hold, at Nova', 'compute', 'GET', '/servers');
  await to.record('a token that does not hold, at Neutron', 'network', 'GET', '/networks');
  await to.record('a token that does not hold, at Cinder', 'volume', 'GET', '/volumes');
  await to.record('a token that does not hold, at Glance', 'image', 'GET', '/images');
  await post('the right password', auth(password(stage, stage.password)));
}

async function readings(to: Recorder): Promise<void> {
  const none = '00000000-0000-4000-8000-000000000000';
  await to.record('flavors', 'compute', 'GET', '/flavors/detail', { version: V });
  await to.record('flavors of the first version', 'compute', 'GET', '/flavors/detail');
  await to.record('limits of Nova', 'compute', 'GET', '/limits', { version: V });
  await to.record('zones of Nova', 'compute', 'GET', '/os-availability-zone', { version: V });
  await to.record('a version that Nova does not have', 'compute', 'GET', '/servers', { version: '2.999' });
  await to.record('a version that is none', 'compute', 'GET', '/servers', { version: 'x' });
  await to.record('no server of this id', 'compute', 'GET', `/servers/${none}`, { version: V });
  await to.record('no flavor of this id', 'compute', 'GET', `/flavors/${none}`, { version: V });
  await to.record('no keypair of this name', 'compute', 'GET', '/os-keypairs/none', { version: V });
  await to.record('no server group of this id', 'compute', 'GET', `/os-server-groups/${none}`, {
    version: V,
  });
  await to.record('nothing of the kind at Nova', 'compute', 'GET', '/nonsense', { version: V });
  await to.record('images', 'image', 'GET', '/images?name=Debian-12');
  await to.record('no image of this id', 'image', 'GET', `/images/${none}`);
  await to.record('networks', 'network', 'GET', '/networks?name=lab&name=public');
  await to.record('no network of this id', 'network', 'GET', `/networks/${none}`);
  await to.record('no port of this id', 'network', 'GET', `/ports/${none}`);
  await to.record('no security group of this id', 'network', 'GET', `/security-groups/${none}`);
  await to.record('no floating IP of this id', 'network', 'GET', `/floatingips/${none}`);
  await to.record('nothing of the kind at Neutron', 'network', 'GET', '/nonsense');
  await to.record('types of volumes', 'volume', 'GET', '/types');
  await to.record('limits of Cinder', 'volume', 'GET', '/limits');
  await to.record('no volume of this id', 'volume', 'GET', `/volumes/${none}`);
  await to.record('no snapshot of this id', 'volume', 'GET', `/snapshots/${none}`);
  await to.record('a version that Cinder does not have', 'volume', 'GET', '/volumes', { version: '3.999' });
}

async function groups(to: Recorder): Promise<void> {
  const path = '/security-groups';
  const body = (name: unknown) => ({ body: { security_group: { name, description: 'recorded' } } });
  await to.record('the groups that every project has', 'network', 'GET', `${path}?name=default`);
  const made = await to.record('a group is made', 'network', 'POST', path, body('recorded'));
  const id = idOf(made.json, 'security_group');
  const one = `${path}/${id}`;
  await to.record('a group with a name that is too long', 'network', 'POST', path, body('x'.repeat(256)));
  const put = (step: string, revision: number) =>
    to.record(step, 'network', 'PUT', one, {
      headers: { 'if-match': `revision_number=${revision}` },
      body: { security_group: { description: `of ${revision}` } },
    });
  const { revision_number } = made.json.security_group as { revision_number: number };
  await put('a group is changed by who knows it', revision_number);
  await put('a group is changed by who has not seen the last change', revision_number);
  const rule = (more: object) => ({
    body: {
      security_group_rule: {
        security_group_id: id,
        direction: 'ingress',
        protocol: 'tcp',
        port_range_min: 22,
        port_range_max: 22,
        ...more,
      },
    },
  });
  const rules = '/security-group-rules';
  await to.record('a rule is made', 'network', 'POST', rules, rule({ remote_ip_prefix: '10.1.2.3/24' }));
  await to.record('the same rule again', 'network', 'POST', rules, rule({ remote_ip_prefix: '10.1.2.0/24' }));
  await to.record(
    'a rule for what is no network',
    'network',
    'POST',
    rules,
    rule({ remote_ip_prefix: 'home' }),
  );
  await to.record('a rule to no direction', 'network', 'POST', rules, rule({ direction: 'up' }));
  await to.record('a group of the same name', 'network', 'POST', path, body('recorded'));
  await to.record('a group more than the quota', 'network', 'POST', path, body('one too many'));
  await to.record('a tag is set', 'network', 'PUT', `${one}/tags`, { body: { tags: ['b', 'a'] } });
  await to.record('a group is shown', 'network', 'GET', one);
  await manyRules(to, id);
  const filter = `${path}?name=nobody`;
  await to.record('no group of this name', 'network', 'GET', filter);
}

async function volumes(to: Recorder, stage: Stage): Promise<void> {
  const body = (more: object) => ({
    body: { volume: { name: 'recorded', size: 1, metadata: { mark: 'a' }, ...more } },
  });
  await to.record(
    'a volume of a type that there is not',
    'volume',
    'POST',
    '/volumes',
    body({ volume_type: 'gold' }),
  );
  await to.record('a volume too big for the quota', 'volume', 'POST', '/volumes', body({ size: 100 }));
  const made = await to.record('a volume is made', 'volume', 'POST', '/volumes', body({}));
  const id = idOf(made.json, 'volume');
  const one = `/volumes/${id}`;
  await settled(to, stage, async () => {
    const { json } = await to.ask('volume', 'GET', one);
    return (json.volume as { status: string }).status === 'available';
  });
  await to.record('a volume is shown', 'volume', 'GET', one);
  await to.record('a volume more than the quota', 'volume', 'POST', '/volumes', body({}));
  const shot = await to.record('a snapshot is made', 'volume', 'POST', '/snapshots', {
    body: { snapshot: { volume_id: id, name: 'recorded' } },
  });
  const snapshot = `/snapshots/${idOf(shot.json, 'snapshot')}`;
  await settled(to, stage, async () => {
    const { json } = await to.ask('volume', 'GET', snapshot);
    return (json.snapshot as { status: string }).status === 'available';
  });
  await to.record('a snapshot is shown', 'volume', 'GET', snapshot);
  await to.record('a snapshot more than the quota', 'volume', 'POST', '/snapshots', {
    body: { snapshot: { volume_id: id, name: 'one too many' } },
  });
  await to.record('a page of Cinder', 'volume', 'GET', '/volumes/detail?limit=1');
  await to.record(
    'the page of Cinder after the last',
    'volume',
    'GET',
    `/volumes/detail?limit=1&marker=${id}`,
  );
  await to.record('a volume with snapshots is deleted', 'volume', 'DELETE', one);
  await to.record('a snapshot is deleted', 'volume', 'DELETE', snapshot);
  await settled(to, stage, async () => (await to.ask('volume', 'GET', snapshot)).status === 404);
  await to.record('a volume is deleted', 'volume', 'DELETE', one);
  await settled(to, stage, async () => (await to.ask('volume', 'GET', one)).status === 404);
}

async function addresses(to: Recorder): Promise<void> {
  const { json } = await to.ask('network', 'GET', '/networks');
  const body = (network: string, more: object = {}) => ({
    body: {
      floatingip: { floating_network_id: pick(json.networks, network), description: 'recorded', ...more },
    },
  });
  await to.record(
    'a floating IP of a network that is not outside',
    'network',
    'POST',
    '/floatingips',
    body('lab'),
  );
  const made = await to.record('a floating IP is made', 'network', 'POST', '/floatingips', body('public'));
  await to.record('a floating IP more than the quota', 'network', 'POST', '/floatingips', body('public'));
  await to.record(
    'a floating IP is deleted',
    'network',
    'DELETE',
    `/floatingips/${idOf(made.json, 'floatingip')}`,
  );
}

async function computeRefusals(to: Recorder): Promise<void> {
  const none = '00000000-0000-4000-8000-000000000000';
  const create = async (step: string, more: Record<string, unknown>) =>
    to.record(step, 'compute', 'POST', '/servers', await wish(to, more));
  await create('a server without a name', { name: '' });
  await create('a server of an image that there is not', { imageRef: none });
  await create('a server of a flavor that there is not', { flavorRef: none });
  await create('a server on a network that there is not', { networks: [{ uuid: none }] });
  await create('a server in a group that there is not', { security_groups: [{ name: 'nobody' }] });
  await create('a server in a group whose name two have', { security_groups: [{ name: 'recorded' }] });
  await create('a server with a key that there is not', { key_name: 'none' });
  await create('a server in a zone that there is not', { availability_zone: 'moon' });
  await create('a server with a volume of no size', {
    block_device_mapping_v2: [{ boot_index: -1, source_type: 'blank', destination_type: 'volume' }],
  });
  const { json } = await to.ask('image', 'GET', '/images');
  await create('a server whose root volume is too small for the image', {
    imageRef: undefined,
    block_device_mapping_v2: [
      {
        boot_index: 0,
        source_type: 'image',
        uuid: pick(json.images, 'Debian-12'),
        destination_type: 'volume',
        volume_size: 1,
      },
    ],
  });
  const group = { version: V, body: { server_group: { name: 'recorded', policy: 'anti-affinity' } } };
  const path = '/os-server-groups';
  const made = await to.record('a server group is made', 'compute', 'POST', path, group);
  await to.record('a server group more than the quota', 'compute', 'POST', path, group);
  const one = `${path}/${idOf(made.json, 'server_group')}`;
  await to.record('a server group is deleted', 'compute', 'DELETE', one, { version: V });
}
