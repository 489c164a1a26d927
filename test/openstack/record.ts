/** Makes the recordings anew on the cloud of `test/lab/openstack`, in a project of their own that is taken away again. */
import { writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { test } from 'vitest';
import type { Transport } from '../support/openstack/core/environment';
import { type Bases, Recorder, type ServiceName } from './calls';
import { play, QUOTAS } from './scenario';

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
  const groups = (await operator.ask('network', 'GET', `/security-groups?project_id=${projectId}`)).json
    .security_groups as { id: string }[];
  for (const { id } of groups) await operator.ask('network', 'DELETE', `/security-groups/${id}`);
  await operator.ask('identity', 'DELETE', `/users/${userId}`);
  await operator.ask('identity', 'DELETE', `/projects/${projectId}`);
}

test('the calls of the scenario are recorded', { timeout: 900_000 }, async () => {
  const operator = await admin();
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
    await writeFile(file, `${JSON.stringify(to.recordings, null, 1)}\n`);
    await strike(operator, to, made);
  }
});
