/** Makes the recordings anew on the cloud of `test/lab/openstack`, in a project of their own that is taken away again. */
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { test } from 'vitest';
import type { Transport } from '../support/openstack/core/environment';
import type { Furnishing } from '../support/openstack/seed';
import { type Bases, Recorder, type ServiceName } from './calls';
import { ENDLESS, IMAGES, QUOTAS, ROUTED } from './furnishing';
import { play } from './scenario';

const HOST = 'http://127.0.0.1';
const PASSWORD = 'lab-secret';
const NAME = 'recorder';
const domain = { id: 'default' };

const transport: Transport = async ({ method, url, headers, body }) => {
  const answer = await fetch(url, {
    method,
    headers,
    ...(body !== undefined && { body }),
    signal: AbortSignal.timeout(60_000),
  });
  return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
};

const basesFor = (projectId: string): Bases => ({
  identity: `${HOST}:5000/v3`,
  compute: `${HOST}:8774/v2.1`,
  image: `${HOST}:9292/v2`,
  network: `${HOST}:9696/v2.0`,
  volume: `${HOST}:8776/v3/${projectId}`,
});

const PLACES = [
  [`${HOST}:5000`, '<identity>'],
  [`${HOST}:8774`, '<compute>'],
  [`${HOST}:9292`, '<image>'],
  [`${HOST}:9696`, '<network>'],
  [`${HOST}:8776`, '<volume>'],
  [`${HOST}:8778`, '<placement>'],
  [NAME, '<user>'],
] as const;

async function admin() {
  const to = new Recorder(transport, basesFor(''), PLACES);
  await to.ask('identity', 'POST', '/auth/tokens', {
    body: {
      auth: {
        identity: {
          methods: ['password'],
          password: { user: { name: 'admin', domain, password: PASSWORD } },
        },
        scope: { project: { name: 'admin', domain } },
      },
    },
  });
  const id = (await to.ask('identity', 'GET', '/projects?name=admin')).json.projects as {
    id: string;
  }[];
  const own = new Recorder(transport, basesFor(id[0]?.id ?? ''), PLACES);
  own.token = to.token;
  return own;
}

/** What was made in order to record, newest last: each is taken away by its call. */
type Made = [ServiceName, string][];

/** What only an operator can make. @returns how to take it away */
async function furnish(operator: Recorder): Promise<Made> {
  const made: Made = [];
  const make = async (service: ServiceName, path: string, key: string, body: object): Promise<string> => {
    const { json, status } = await operator.ask(service, 'POST', path, {
      body: key ? { [key]: body } : body,
    });
    if (status >= 300) throw new Error(`${path}: ${JSON.stringify(json)}`);
    const { id } = (key ? json[key] : json) as { id: string };
    made.push([service, `${path}/${id}`]);
    return id;
  };
  await make('compute', '/flavors', 'flavor', ENDLESS);
  for (const { name, ...more } of IMAGES) {
    const { minDisk = 0, minRam = 0, status = 'active' } = more as Partial<Furnishing['images'][number]>;
    const id = await make('image', '/images', '', {
      name,
      min_disk: minDisk,
      min_ram: minRam,
      disk_format: 'raw',
      container_format: 'bare',
      visibility: 'public',
    });
    if (status !== 'active') continue;
    const url = `${basesFor('').image}/images/${id}/file`;
    const headers = { 'x-auth-token': operator.token, 'content-type': 'application/octet-stream' };
    await transport({ method: 'PUT', url, headers, body: 'nothing to boot from' });
  }
  const network_id = await make('network', '/networks', 'network', { name: ROUTED.name, shared: true });
  const subnet_id = await make('network', '/subnets', 'subnet', {
    network_id,
    cidr: ROUTED.cidr,
    ip_version: 4,
  });
  const { networks } = (await operator.ask('network', 'GET', '/networks?name=public')).json as {
    networks: { id: string }[];
  };
  const router = await make('network', '/routers', 'router', {
    name: ROUTED.name,
    external_gateway_info: { network_id: networks[0]?.id },
  });
  await operator.ask('network', 'PUT', `/routers/${router}/add_router_interface`, { body: { subnet_id } });
  return made;
}

async function takeAway(operator: Recorder, made: Made): Promise<void> {
  for (const [service, path] of made.toReversed()) {
    if (path.startsWith('/routers/')) {
      const ports = (await operator.ask('network', 'GET', `/ports?device_id=${path.split('/')[2]}`)).json
        .ports;
      for (const { id, device_owner } of ports as { id: string; device_owner: string }[])
        if (device_owner === 'network:router_interface')
          await operator.ask('network', 'PUT', `${path}/remove_router_interface`, { body: { port_id: id } });
    }
    await operator.ask(service, 'DELETE', path);
  }
}

async function stage(operator: Recorder) {
  const make = async (path: string, key: string, body: object) =>
    ((await operator.ask('identity', 'POST', path, { body: { [key]: body } })).json[key] as { id: string })
      .id;
  const projectId = await make('/projects', 'project', { name: NAME, domain_id: 'default' });
  const userId = await make('/users', 'user', { name: NAME, password: PASSWORD, domain_id: 'default' });
  const { roles } = (await operator.ask('identity', 'GET', '/roles?name=member')).json as {
    roles: { id: string }[];
  };
  await operator.ask('identity', 'PUT', `/projects/${projectId}/users/${userId}/roles/${roles[0]?.id}`);
  const quota = (service: ServiceName, path: string, key: string, body: object) =>
    operator.ask(service, 'PUT', path, { body: { [key]: body } });
  await quota('compute', `/os-quota-sets/${projectId}`, 'quota_set', QUOTAS.compute);
  await quota('volume', `/os-quota-sets/${projectId}`, 'quota_set', QUOTAS.volume);
  await quota('network', `/quotas/${projectId}`, 'quota', QUOTAS.network);
  return { projectId, userId };
}

/** Everything that it has left, then user and project. */
async function strike(
  operator: Recorder,
  to: Recorder,
  { projectId, userId }: { projectId: string; userId: string },
) {
  const { servers } = (await to.ask('compute', 'GET', '/servers')).json as {
    servers: { id: string }[];
  };
  for (const { id } of servers) await to.ask('compute', 'DELETE', `/servers/${id}`);
  for (let i = 0; i < 120 && servers.length > 0; i += 1) {
    const left = (await to.ask('compute', 'GET', '/servers')).json.servers as unknown[];
    if (left.length === 0) break;
    await setTimeout(1000);
  }
  const each = async (service: ServiceName, path: string, key: string) => {
    const all = (await to.ask(service, 'GET', path)).json[key] as { id: string; owner?: string }[];
    for (const { id, owner = projectId } of all)
      if (owner === projectId) await to.ask(service, 'DELETE', `${path.split('?')[0]}/${id}`);
  };
  await each('network', '/floatingips', 'floatingips');
  await each('network', `/ports?project_id=${projectId}`, 'ports');
  await each('volume', '/snapshots', 'snapshots');
  await each('volume', '/volumes', 'volumes');
  await each('image', `/images?owner=${projectId}`, 'images');
  const groups = (await operator.ask('network', 'GET', `/security-groups?project_id=${projectId}`)).json
    .security_groups as { id: string }[];
  for (const { id } of groups) await operator.ask('network', 'DELETE', `/security-groups/${id}`);
  await operator.ask('identity', 'DELETE', `/users/${userId}`);
  await operator.ask('identity', 'DELETE', `/projects/${projectId}`);
}

test('the calls of the scenario are recorded', { timeout: 900_000 }, async () => {
  const operator = await admin();
  const furniture = await furnish(operator);
  const made = await stage(operator);
  const to = new Recorder(transport, basesFor(made.projectId), PLACES);
  try {
    await play(to, {
      username: NAME,
      password: PASSWORD,
      projectName: NAME,
      pass: ms => setTimeout(ms),
    });
  } finally {
    const file = new URL('recordings/calls.json', import.meta.url);
    await writeFile(file, JSON.stringify(to.recordings));
    execFileSync('npx', ['biome', 'format', '--write', fileURLToPath(file)], { timeout: 60_000 });
    await strike(operator, to, made);
    await takeAway(operator, furniture);
  }
});
