import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  aBlueprint,
  aConfig,
  aHost,
  aMachine,
  anImage,
  anInstance,
  aTemplate,
} from '../../renderer/testing/builders';
import { fakeClock, silentLog } from '../../test/support/fakeClock';
import { reportFiles, writtenForms } from '../../test/support/reportFiles';
import { cloudSecrets } from '../clouds/secrets';
import { openHostLogs } from '../hosts';
import { createPasswords } from '../instances/passwords';
import { machineSecrets } from '../machines/secrets';
import type { Instance } from '../model/instance';
import { defaultConfigOf, type Pool, type ProviderName } from '../model/pool';
import { emptyState, type State } from '../model/state';
import { openKeyFileSecrets } from '../secrets/keyFile';
import { makeKeyPair } from '../ssh';
import { openStore, type Store } from '../store/store';
import { systemClock as clock, systemRandom as random } from '../system';
import { createTasks, type Tasks } from '../tasks/tasks';
import { knownSecrets } from './knownSecrets';
import { createReports, type ReportFile, type Reports } from './reports';

let folder: string;
let store: Store;
let tasks: Tasks;
/** By what it is. */
let secrets: Map<string, string>;
let reports: Reports;
let hostLogs: ReturnType<typeof openHostLogs>;

const person = { user: 'ada.lovelace', computer: 'ws-17.math.example' };
const words = () => `Tide & ${random.hex(9)}/+?é`;

function poolWith(id: string, provider: ProviderName, cloud?: Pool['cloud']): Pool {
  const engineUrl = `${provider}://${id}`;
  return {
    id,
    name: id,
    provider,
    engineUrl,
    config: defaultConfigOf(id),
    createdAt: 1,
    ...(cloud && { cloud }),
  };
}
const cloudAt = (auth: Extract<Pool['cloud'], { kind: 'own' }>['auth']): Pool['cloud'] => ({
  ...{
    kind: 'own',
    authUrl: 'https://keystone.math.example:5000/v3',
    auth,
    interface: 'public',
    verify: true,
  },
});

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'rockpool-report-'));
  store = openStore(folder, 0);
  tasks = createTasks({ clock, random, log: silentLog });
  hostLogs = openHostLogs({ folder: path.join(folder, 'logs', 'hosts'), clock, log: silentLog });
  const kept = openKeyFileSecrets(folder, random);
  const machines = machineSecrets(kept);
  const clouds = cloudSecrets(kept);
  const passwords = createPasswords({ secrets: kept, random });
  const { privateKey } = await makeKeyPair('of a test');
  const instance = anInstance({ route: random.hex(16), userId: 'grace.hopper' });
  const variable = words();
  secrets = new Map([
    ['private key of a pool', privateKey.split('\n').at(-4) ?? ''],
    ['passphrase of a key file', words()],
    ['password for sudo', words()],
    ['password of OpenStack', words()],
    ['secret of an application credential', words()],
    ['token of OpenStack', `gAAAAAB${random.hex(40)}`],
    ['password of clouds.yaml', words()],
    ['password of an instance', passwords.of(instance.id)],
    ['route of an instance', instance.route],
    ['variable of an instance', variable],
    ['what passwords are made of', kept.get('instance-passwords') ?? ''],
  ]);
  const secret = (what: string) => secrets.get(what) ?? '';
  machines.setPoolKey('ssh', privateKey);
  const login = { kind: 'file', path: '~/.ssh/id_lab' } as const;
  const machine = aMachine({
    poolId: 'ssh',
    address: 'gpu-1.math.example',
    user: 'grace.hopper',
    login,
    sudo: 'password',
  });
  machines.keep(machine, {
    passphrase: secret('passphrase of a key file'),
    sudoPassword: secret('password for sudo'),
  });
  clouds.keep('by-password', secret('password of OpenStack'));
  clouds.keep('by-credential', secret('secret of an application credential'));
  clouds.keep('by-token', secret('token of OpenStack'));
  store.transaction(() => {
    store.pools.put('ssh', poolWith('ssh', 'ssh'));
    const project = { projectName: 'hydrology-2026' };
    const signIns = {
      'by-password': { kind: 'password', user: 'grace.hopper', ...project },
      'by-credential': { kind: 'applicationCredential', id: 'f00d' },
      'by-token': { kind: 'token', ...project },
    } as const;
    for (const [id, auth] of Object.entries(signIns)) {
      store.pools.put(id, poolWith(id, 'openstack', cloudAt(auth)));
    }
    store.machines.put(machine.id, machine);
    store.images.put(
      'registry.math.example:5000/rstudio:latest',
      anImage({ id: 'registry.math.example:5000/rstudio:latest' }),
    );
    const config = aConfig({
      environment_vars: `API_TOKEN='${variable}' TZ=UTC`,
      launch_command: `run ${variable}`,
    });
    store.templates.put('template', aTemplate({ config }));
    store.blueprints.put('blueprint', aBlueprint());
    // Whoever wrote a sentence has put everything into it.
    const all = [...secrets].flatMap(([, value]) => [value, ...writtenForms(value)]).join(' | ');
    const error = {
      kind: 'transient',
      code: 'X',
      what: all,
      where: '10.3.0.7:22',
      why: all,
      next: 'Wait.',
    } as const;
    const said: Partial<Instance> = {
      reason: all,
      error,
      warnings: [all],
      log: [{ at: 1, text: all, level: 'info' }],
    };
    store.instances.put(instance.id, { ...instance, ...said, config, state: 'failed' });
    const history = [{ phase: 'active', at: 1_700_000_000_000, reason: all }] as const;
    store.hosts.put('host', {
      ...aHost({ poolId: 'ssh', name: 'gpu-1.math.example', history: [...history] }),
      unreachable: { since: 1_700_000_000_000, error },
      settings: { slots: null, lifetime: null, note: 'ask Katherine' },
    });
    for (const level of ['info', 'error'] as const) {
      store.events.put(level, {
        id: level,
        at: 1_700_000_000_000,
        level,
        text: `At gpu-1.math.example: ${all}`,
      });
    }
    hostLogs.note('host', 'info', `${all.slice(0, 3000)} on gpu-1.math.example`);
    mkdirSync(path.join(folder, 'logs'), { recursive: true });
    for (const [, value] of secrets) {
      const line = { level: 'info', msg: `to ${value}`, in: { url: `/x?y=${encodeURIComponent(value)}` } };
      appendFileSync(
        path.join(folder, 'logs', 'rockpool.log'),
        `${JSON.stringify(line)}\nas it is: ${value}\n`,
      );
    }
  });
  reports = reportsOn({
    secrets: () =>
      knownSecrets({
        ...{ secrets: kept, store, passwordOf: passwords.of },
        cloudSecrets: () => [secret('password of clouds.yaml')],
      }),
  });
});
afterEach(async () => {
  await tasks[Symbol.asyncDispose]();
  await hostLogs[Symbol.asyncDispose]();
  store[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

function state(): State {
  const names = [
    'pools',
    'hosts',
    'instances',
    'templates',
    'blueprints',
    'images',
    'events',
    'machines',
  ] as const;
  const byId = (records: readonly { id: string }[]) =>
    Object.fromEntries(records.map(record => [record.id, record]));
  return { ...emptyState(), ...Object.fromEntries(names.map(name => [name, byId(store[name].all())])) };
}

function reportsOn(parts: Partial<Parameters<typeof createReports>[0]>): Reports {
  const logFolder = path.join(folder, 'logs');
  return createReports({
    ...{ logFolder, state, hostLog: hostLogs.read, person, tasks, clock, secrets: () => [] },
    ...parts,
  });
}

/** A chosen file in memory. */
function memoryFile(): ReportFile & { bytes(): Buffer } {
  const pieces: Uint8Array[] = [];
  return {
    path: '/home/ada.lovelace/report.tar.gz',
    bytes: () => Buffer.concat(pieces),
    async write(written) {
      for await (const piece of written) pieces.push(piece);
    },
  };
}

const task = (id: string) => tasks.all().find(one => one.id === id);
async function ended(id: string) {
  while (task(id)?.state === 'running') await clock.sleep(5);
  return task(id);
}

async function saved(placeholders: boolean): Promise<Map<string, string>> {
  const file = memoryFile();
  const id = reports.save(file, { rockpool: '1.2.3', dataFolder: '/home/ada.lovelace/x' }, { placeholders });
  expect(await ended(id)).toMatchObject({ state: 'done', file: file.path });
  return reportFiles(file.bytes());
}

test.each([true, false])('no secret is in it in any form, with placeholders: %s', async placeholders => {
  const files = await saved(placeholders);
  expect([...secrets].filter(([, value]) => value.length < 20)).toEqual([]);
  const found = [...files].flatMap(([name, text]) =>
    [...secrets]
      .filter(([, value]) => writtenForms(value).some(form => text.includes(form)))
      .map(([what]) => `${what} in ${name}`),
  );
  expect(found).toEqual([]);
});

test('it tells what happened: versions, records with their times and errors, and the logs', async () => {
  const files = await saved(false);
  const json = (name: string) => JSON.parse(files.get(name) ?? '');
  expect(json('versions.json')).toMatchObject({ rockpool: '1.2.3' });
  expect(json('hosts.json')).toMatchObject([
    { name: 'gpu-1.math.example', history: [{ phase: 'active', at: '2023-11-14T22:13:20.000Z' }] },
  ]);
  expect(json('instances.json')).toMatchObject([
    {
      userId: 'grace.hopper',
      state: 'failed',
      config: { hasLaunchCommand: true, variables: ['API_TOKEN', 'TZ'] },
    },
  ]);
  expect(json('pools.json')).toHaveLength(4);
  expect(json('pools.json')[1]).toMatchObject({
    cloud: { authUrl: 'https://keystone.math.example:5000/v3', auth: { user: 'grace.hopper' } },
    config: { DD_MAX_HOSTS: 4 },
  });
  expect(json('events.json')).toHaveLength(2);
  expect(
    json('errors.json')
      .map(({ of }: { of: string }) => of)
      .sort(),
  ).toEqual(['host', 'instance']);
  expect(files.get('log/rockpool.log')).toContain('as it is: …');
  expect(files.get('log/hosts/host.log')).toContain('on gpu-1.math.example');
  expect(files.get('README.txt')).toContain('4 pools with all settings');
});

test('with placeholders nobody and no place is named, and the same name is the same everywhere', async () => {
  const files = await saved(true);
  const text = [...files.values()].join('\n');
  for (const name of ['grace', 'hopper', 'lovelace', 'math.example', '10.3.0.7', 'hydrology', 'Katherine']) {
    expect(text.includes(name), name).toBe(false);
  }
  const [host] = JSON.parse(files.get('hosts.json') ?? '');
  expect(host.name).toMatch(/^address-\d+$/);
  expect(files.get('machines.json')).toContain(`"address":"${host.name}"`);
  expect(files.get('log/hosts/host.log')).toContain(`on ${host.name}`);
  const [instance] = JSON.parse(files.get('instances.json') ?? '');
  expect(files.get('machines.json')).toContain(`"user":"${instance.userId}"`);
});

test('what it holds is said beforehand, in counts', async () => {
  const parts = await reports.contents();
  expect(parts.map(({ name }) => name)).toEqual([
    ...[
      'Versions',
      'Log',
      'Activity',
      'Pools',
      'Hosts',
      'Machines',
      'Instances',
      'Templates',
      'Images',
      'Errors',
    ],
  ]);
  const says = Object.fromEntries(parts.map(({ name, says }) => [name, says]));
  expect(says.Activity).toMatch(/^2 events/);
  expect(says.Hosts).toMatch(/^1 host with/);
  expect(says.Machines).toMatch(/^1 machine of the lists/);
  expect(says.Templates).toMatch(/^1 template and 1 blueprint,/);
  expect(says.Errors).toMatch(/^2 errors/);
});

test('of a log that is larger than wanted the newest lines are there, whole', async () => {
  const line = `${JSON.stringify({ level: 'info', msg: 'x'.repeat(1000) })}\n`;
  appendFileSync(path.join(folder, 'logs', 'rockpool.1.log'), `first\n${line.repeat(6000)}`);
  appendFileSync(path.join(folder, 'logs', 'rockpool.log'), `${line.repeat(6000)}newest\n`);
  const files = await saved(true);
  const [older = '', newer = ''] = ['log/rockpool.1.log', 'log/rockpool.log'].map(name => files.get(name));
  expect(newer.endsWith('newest\n')).toBe(true);
  expect(older.startsWith('{"level":"info"')).toBe(true);
  expect(older.length + newer.length).toBeLessThanOrEqual(10 * 1024 * 1024);
  expect(older.length + newer.length).toBeGreaterThan(10 * 1024 * 1024 - 10_000);
});

test('it can be cancelled while it is written', async () => {
  let begun: () => void = () => undefined;
  const writing = new Promise<void>(resolve => {
    begun = resolve;
  });
  const file: ReportFile = {
    path: '/x/report.tar.gz',
    write: (_, { signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        begun();
      }),
  };
  const id = reports.save(file, {}, { placeholders: true });
  await writing;
  tasks.cancel(id);
  const task = await ended(id);
  expect(task?.state).toBe('cancelled');
  expect(task?.file).toBeUndefined();
});

test('a disk that takes nothing any more ends it after a minute, with a sentence', async () => {
  const still = fakeClock();
  const file: ReportFile = { path: '/x/report.tar.gz', write: () => new Promise(() => undefined) };
  const id = reportsOn({ clock: still }).save(file, {}, { placeholders: true });
  await still.advance(60_000);
  expect(await ended(id)).toMatchObject({
    state: 'failed',
    error: { code: 'REPORT_TOO_SLOW', where: file.path },
  });
});

test('where there is nothing of a sort it says none', async () => {
  const parts = await reportsOn({ state: emptyState }).contents();
  const says = Object.fromEntries(parts.map(({ name, says }) => [name, says]));
  expect(says).toMatchObject({ Activity: 'none.', Pools: 'none.', Hosts: 'none.', Errors: 'none.' });
  expect(Object.keys(says)).not.toContain('Machines');
});
