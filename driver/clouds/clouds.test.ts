import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { securityGroups } from 'openstack-ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmulatedClouds, emulatedClouds } from '../../test/support/emulatedClouds';
import type { CheckedCloud } from '../model/cloudCheck';
import type { Host } from '../model/host';
import type { PoolConfig } from '../model/pool';
import { poolIdOf } from '../pool';
import { groupNameOf } from '../providers';

const { signal } = new AbortController();
const right: Partial<PoolConfig> = {
  ...{ DD_HOST_IMAGE: 'Debian-12-docker', DD_HOST_DATA_VOLUME_TYPE: null, DD_HOST_SSH_FROM: '192.0.2.7' },
  ...{ DD_HOST_FLAVOR_SLOTS_SMALL: 1, DD_HOST_FLAVOR_SLOTS_LARGE: 4, DD_FREE_SLOT_TARGET: 4 },
};

let lab: EmulatedClouds;
beforeEach(() => {
  lab = emulatedClouds();
});
afterEach(() => lab[Symbol.dispose]());

const own = () => lab.draft.connection as Extract<typeof lab.draft.connection, { kind: 'own' }>;
const check = (connection: object = {}, secret = lab.draft.secret ?? '', config?: Partial<PoolConfig>) =>
  lab.clouds.check({ draft: { connection: { ...own(), ...connection }, secret } }, { signal, config });
/** The answer after which nothing was looked at. */
const lastOf = ({ answers }: CheckedCloud) => answers.filter(({ state }) => state !== 'open').at(-1);
const make = (config: Partial<PoolConfig> = {}, secret = lab.draft.secret) =>
  lab.clouds.create(
    { name: 'course', provider: 'openstack', cloud: own(), config: { ...right, ...config } },
    secret,
    { signal },
  );
const id = poolIdOf('course');

/** What is waited for comes about as time goes on. */
async function whileTimePasses<T>(waiting: Promise<T>): Promise<T> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  waiting.then(over, over);
  while (!isOver) {
    await lab.clock.advance(5_000);
    await new Promise(resolve => setImmediate(resolve));
  }
  return waiting;
}

describe('a connection to a cloud', () => {
  it('is looked over from the address to the settings, each answer as it comes', async () => {
    const seen: number[] = [];
    const options = {
      signal,
      config: right,
      onAnswer: ({ answers }: CheckedCloud) =>
        void seen.push(answers.filter(({ state }) => state === 'open').length),
    };
    const { answers, quotas } = await lab.clouds.check({ draft: lab.draft }, options);
    expect(answers.map(({ name, state }) => `${name}: ${state}`)).toEqual([
      'address: ok',
      // The emulated cloud has no https.
      'certificate: warning',
      'sign-in: ok',
      'project: ok',
      'region: ok',
      'Compute: ok',
      'Image: ok',
      'Network: ok',
      'Block Storage: ok',
      'quotas: ok',
      'settings: ok',
      'way to hosts: ok',
    ]);
    expect(quotas?.map(({ what }) => what)).toContain('volume space');
    expect(seen.length).toBeGreaterThan(5);
    expect([...seen].sort((a, b) => b - a)).toEqual(seen);
  });

  it('that is refused says so of user and password, and of the project with those that there are', async () => {
    expect(lastOf(await check({}, 'wrong'))).toMatchObject({ name: 'sign-in', state: 'failed' });
    expect(lastOf(await check({ auth: { ...own().auth, user: 'nobody' } }))?.found).toContain(
      'It does not say which',
    );
    const elsewhere = await check({ auth: { ...own().auth, projectName: 'labb' } });
    expect(lastOf(elsewhere)).toMatchObject({ name: 'project', state: 'failed' });
    expect(lastOf(elsewhere)?.found).toContain('User and password are right');
    expect(elsewhere.projects).toContain('lab');
  });

  it('to a region that there is not names those that there are', async () => {
    const answer = lastOf(await check({ region: 'RegionTwo' }));
    expect(answer).toMatchObject({ name: 'region', state: 'failed', fix: 'Is RegionOne meant?' });
  });

  it.each([
    ['a web page', { kind: 'html', status: 200 }, 'address'],
    ['half an answer', { kind: 'halfJson' }, 'address'],
    ['nobody', { kind: 'refused' }, 'address'],
    ['nothing, however long one waits,', { kind: 'noAnswer' }, 'address'],
    ['a fault of its own', { kind: 'status', status: 503 }, 'sign-in'],
  ] as const)('at which %s answers is told at the right step', async (_, effect, name) => {
    lab.emulator.faults.on({ service: 'identity', method: 'POST' }, effect);
    const answer = lastOf(await whileTimePasses(check()));
    expect(answer).toMatchObject({ name, state: 'failed' });
    expect(answer?.fix).toBeTruthy();
  });

  it('whose services fall silent is not waited for without end', async () => {
    lab.emulator.faults.on({ service: 'compute' }, { kind: 'noAnswer' });
    const { answers } = await whileTimePasses(check());
    expect(answers.find(({ name }) => name === 'Compute')).toMatchObject({ state: 'failed' });
    expect(answers.find(({ name }) => name === 'quotas')).toMatchObject({ state: 'open' });
  });

  it('is asked anew each time, with a token of its own', async () => {
    expect(lastOf(await check())?.name).toBe('quotas');
    lab.emulator.faults.on({ service: 'identity', method: 'POST' }, { kind: 'status', status: 401 });
    expect(lastOf(await check())).toMatchObject({ name: 'sign-in', state: 'failed' });
  });

  it('without a secret asks for it', async () => {
    await expect(check({}, '')).rejects.toThrow('Enter the password');
  });

  it('can be called off', async () => {
    const stop = new AbortController();
    stop.abort();
    const checking = lab.clouds.check({ draft: lab.draft }, { signal: stop.signal });
    await expect(checking).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('what a cloud has to choose from', () => {
  it('is all of it, with what people want to know', async () => {
    const catalog = await lab.clouds.catalog({ draft: lab.draft }, { signal });
    expect(catalog.images.map(({ name, user }) => [name, user])).toContainEqual([
      'Debian-12-docker',
      'debian',
    ]);
    expect(catalog.flavors.map(({ name }) => name)).toContain('standard.medium');
    expect(catalog.networks.filter(({ isExternal }) => !isExternal)).toHaveLength(1);
    expect(catalog.securityGroups.map(({ name }) => name)).toContain('default');
  });

  it('is asked for once a minute, and anew where that is wanted', async () => {
    const ask = (isNew = false) => lab.clouds.catalog({ draft: lab.draft }, { signal, isNew });
    const first = await ask();
    expect(await ask()).toBe(first);
    expect(await ask(true)).not.toBe(first);
  });

  it('is an error where a part of it can not be had, and never an empty list', async () => {
    lab.emulator.faults.on({ service: 'image' }, { kind: 'status', status: 403 });
    await expect(lab.clouds.catalog({ draft: lab.draft }, { signal })).rejects.toMatchObject({
      value: { code: 'CLOUD_FORBIDDEN' },
    });
  });
});

describe('a pool in a cloud', () => {
  it('is made with its secret, which is kept apart', async () => {
    const pool = await make();
    expect(lab.kept.get(`cloud/${pool.id}`)).toBe(lab.draft.secret);
    const { project } = await lab.clouds.of(pool.id).token();
    expect(project?.name).toBe('lab');
  });

  it('is not made where settings name what the cloud lacks: neither pool nor secret is left', async () => {
    await expect(make({ DD_HOST_IMAGE: 'Debian-12-dokcer' })).rejects.toThrow('Is Debian-12-docker');
    await expect(make({}, 'wrong')).rejects.toMatchObject({ value: { code: 'CLOUD_SIGN_IN_REFUSED' } });
    expect([lab.store.pools.all(), [...lab.kept]]).toEqual([[], []]);
  });

  it('may begin in shutdown mode with settings that are still to be chosen, and not leave it with them', async () => {
    await make({ DD_HOST_IMAGE: 'CentOS-7', DD_SHUTDOWN_MODE: true });
    const refuse = (changes: Partial<PoolConfig>) => lab.clouds.refuse(id, changes, { signal });
    await refuse({ DD_MAX_HOSTS: 2 });
    await expect(refuse({ DD_SHUTDOWN_MODE: false })).rejects.toThrow('no image "CentOS-7"');
    await expect(refuse({ DD_HOST_EXTRA_SGS: 'webb' })).rejects.toThrow('no security group "webb"');
    await refuse({ DD_HOST_IMAGE: 'Debian-12-docker', DD_SHUTDOWN_MODE: false });
  });

  it('keeps working with a new secret, and its old one goes to no other cloud', async () => {
    await make();
    const elsewhere = { ...own(), authUrl: 'http://other.test/identity/v3' };
    await expect(
      lab.clouds.check({ poolId: id, draft: { connection: elsewhere } }, { signal }),
    ).rejects.toThrow('Enter the password');
    await lab.clouds.connect(id, { connection: own(), secret: 'wrong' }, { signal, by: 'ada' });
    await expect(lab.clouds.of(id).token()).rejects.toMatchObject({ code: 'Unauthorized' });
    await lab.clouds.connect(id, { connection: own(), secret: lab.draft.secret }, { signal });
    expect((await lab.clouds.of(id).token()).project?.name).toBe('lab');
    await lab.clouds.connect(id, { connection: elsewhere }, { signal });
    expect(lab.kept.size).toBe(0);
  });

  it('that has hosts is not led to a project that knows nothing of them', async () => {
    await make();
    const host: Host = {
      ...{ id: 'pb_dd_1', poolId: id, name: 'one', phase: 'active', history: [], slots: 1, createdAt: 0 },
    };
    lab.store.hosts.put(host.id, host);
    const byId = { ...own().auth, projectName: undefined, projectId: lab.emulator.config().projectId };
    const draft = { connection: { ...own(), auth: byId }, secret: lab.draft.secret };
    const connect = () => lab.clouds.connect(id, draft, { signal });
    await expect(connect()).rejects.toMatchObject({ value: { code: 'CLOUD_ELSEWHERE' } });
    const cloud = lab.clouds.of(id);
    await securityGroups.create(cloud, { name: groupNameOf(id) });
    expect((await connect()).cloud).toMatchObject({ auth: byId });
  });

  it('that is deleted leaves no secret', async () => {
    const pool = await make();
    lab.store.pools.remove(pool.id);
    expect(lab.kept.size).toBe(0);
  });
});

it('no secret is in the state, a log, an activity or an error', async () => {
  const secret = lab.draft.secret ?? '';
  await make();
  const errors = [
    await check({}, `${secret}-wrong`),
    await lab.clouds.catalog({ draft: { ...lab.draft, secret: `${secret}-no` } }, { signal }).catch(String),
  ];
  const state = JSON.stringify([lab.store.pools.all(), lab.store.events.all(), lab.logged, errors]);
  expect(lab.logged.length).toBeGreaterThan(0);
  expect(state).not.toContain(secret);
  const files = readdirSync(lab.folder).map(name => readFileSync(path.join(lab.folder, name)));
  expect(files.some(bytes => bytes.includes('course'))).toBe(true);
  expect(files.some(bytes => bytes.includes(secret))).toBe(false);
});

it('clouds of clouds.yaml are listed and used where they stand; a broken file says where', async () => {
  const file = path.join(lab.folder, 'clouds.yaml');
  const { authUrl, username, password, projectName } = lab.emulator.config();
  const auth = {
    auth_url: authUrl,
    username,
    password,
    project_name: projectName,
    user_domain_name: 'Default',
    project_domain_name: 'Default',
  };
  writeFileSync(file, JSON.stringify({ clouds: { lab: { auth, region_name: 'RegionOne' }, other: {} } }));
  const described = await lab.clouds.described({ path: file, signal });
  expect(described.clouds).toEqual([
    { name: 'lab', regions: ['RegionOne'] },
    { name: 'other', regions: [] },
  ]);
  // As dashboards hand it out.
  writeFileSync(file, JSON.stringify({ clouds: { lab: { auth: { ...auth, password: undefined } } } }));
  expect((await lab.clouds.described({ path: file, signal })).clouds).toEqual([
    { name: 'lab', regions: [], lacks: 'password' },
  ]);
  writeFileSync(file, JSON.stringify({ clouds: { lab: { auth, region_name: 'RegionOne' }, other: {} } }));
  const named = (cloud: string) => ({
    draft: { connection: { kind: 'cloudsYaml', path: file, cloud } as const },
  });
  expect((await lab.clouds.catalog(named('lab'), { signal })).images.length).toBeGreaterThan(0);
  await expect(lab.clouds.catalog(named('lost'), { signal })).rejects.toThrow(
    'No cloud is called lost. There are: lab, other.',
  );
  writeFileSync(file, JSON.stringify({ clouds: { lab: { auth, colour: 'blue' } } }));
  const { answers } = await lab.clouds.check(
    { draft: { connection: { kind: 'cloudsYaml', path: file, cloud: 'lab', region: 'RegionOne' } } },
    { signal },
  );
  expect(answers[0]).toMatchObject({
    name: 'description',
    state: 'warning',
    found: expect.stringContaining('colour'),
  });
  writeFileSync(file, 'clouds:\n\tlab: {}\n');
  await expect(lab.clouds.described({ path: file, signal })).rejects.toThrow(/tab.*clouds\.yaml:2/);
});

it('a pasted openrc becomes a connection, its password apart', () => {
  const text =
    'export OS_AUTH_URL=https://cloud.test:5000/v3\nexport OS_USERNAME="ada"\nexport OS_PROJECT_ID=0123456789abcdef0123456789abcdef\nexport OS_USER_DOMAIN_NAME=Institute\n';
  expect(
    lab.clouds.fromOpenrc(`${text}read -sr OS_PASSWORD_INPUT\nexport OS_PASSWORD=$OS_PASSWORD_INPUT\n`),
  ).toMatchObject({
    draft: {
      connection: { authUrl: 'https://cloud.test:5000/v3', auth: { user: 'ada', userDomain: 'Institute' } },
    },
    lacksSecret: true,
  });
  const { draft } = lab.clouds.fromOpenrc(`${text}export OS_PASSWORD='hunter 2'\n`);
  expect(draft.secret).toBe('hunter 2');
  expect(JSON.stringify(draft.connection)).not.toContain('hunter');
});
