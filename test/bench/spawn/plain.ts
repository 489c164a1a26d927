import type { createOpenStack } from '../../support/openstack';

type Emulator = ReturnType<typeof createOpenStack>;
type Ask = (method: string, url: string, body?: unknown) => Promise<Answer>;

interface Answer {
  headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: the documents of five services, read as a script does
  body: any;
}

const COMPUTE_VERSION = 'compute 2.52';

/**
 * What a script would do by hand, without a client and with no care for failures: sign in, find what a server is made of,
 * make a group that lets SSH in, and the servers, all at once. It asks for the same servers, with the same documents.
 * @returns how many there are then
 */
export async function spawnPlainly(
  emulator: Emulator,
  transport: Emulator['transport'],
  count: number,
): Promise<number> {
  const { authUrl, username, password, projectName } = emulator.config();
  let token = '';
  const ask: Ask = async (method, url, body) => {
    const answer = await transport({
      ...{ method, url },
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        'x-auth-token': token,
        'openstack-api-version': COMPUTE_VERSION,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (answer.status >= 400) throw new Error(`${method} ${url}: ${answer.status} ${answer.body}`);
    return { headers: answer.headers, body: answer.body === '' ? {} : JSON.parse(answer.body) };
  };
  const domain = { name: 'Default' };
  const signedIn = await ask('POST', `${authUrl}/auth/tokens`, {
    auth: {
      identity: { methods: ['password'], password: { user: { name: username, domain, password } } },
      scope: { project: { name: projectName, domain } },
    },
  });
  token = signedIn.headers['x-subject-token'] ?? '';
  const urlOf = (type: string): string =>
    signedIn.body.token.catalog
      .find((entry: { type: string }) => entry.type === type)
      .endpoints.find((one: { interface: string }) => one.interface === 'public').url;
  const [compute, image, network] = [urlOf('compute'), `${urlOf('image')}/v2`, `${urlOf('network')}/v2.0`];

  const [images, flavors, networks] = await Promise.all([
    ask('GET', `${image}/images`),
    ask('GET', `${compute}/flavors/detail`),
    ask('GET', `${network}/networks`),
    ask('GET', `${network}/security-groups`),
  ]);
  const named = (all: { name: string; id: string }[], name: string) =>
    all.find(one => one.name === name)?.id ?? '';
  const group = await ask('POST', `${network}/security-groups`, { security_group: { name: 'plain' } });
  const { id: groupId } = group.body.security_group;
  const ssh = { direction: 'ingress', ethertype: 'IPv4', protocol: 'tcp' };
  await ask('POST', `${network}/security-group-rules`, {
    security_group_rules: [
      {
        ...{ ...ssh, port_range_min: 22, port_range_max: 22 },
        ...{ remote_ip_prefix: '192.0.2.0/24', security_group_id: groupId },
      },
    ],
  });
  const imageRef = named(images.body.images, 'Debian-12-docker');
  const server = {
    imageRef,
    flavorRef: named(flavors.body.flavors, 'standard.tiny'),
    networks: [{ uuid: named(networks.body.networks, 'lab') }],
    security_groups: [{ name: groupId }],
    tags: ['rockpool-9a1b2c3d4e5f6071'],
    user_data: '',
    config_drive: false,
    block_device_mapping_v2: [
      {
        ...{ source_type: 'image', uuid: imageRef, destination_type: 'local', boot_index: 0 },
        delete_on_termination: true,
      },
    ],
  };
  const metadataOf = (name: string) => ({
    ...{ rockpool_controller: 'a'.repeat(32), rockpool_pool: '9a1b2c3d4e5f6071', rockpool_host: name },
  });
  await Promise.all(
    Array.from({ length: count }, (_, number) =>
      ask('POST', `${compute}/servers`, {
        server: { ...server, name: `plain-${number}`, metadata: metadataOf(`plain-${number}`) },
      }),
    ),
  );
  return (await ask('GET', `${compute}/servers/detail`)).body.servers.length;
}
