import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cloudSecrets } from '../../driver/clouds/secrets';
import { openHostLogs } from '../../driver/hosts';
import { createPasswords } from '../../driver/instances/passwords';
import { machineSecrets } from '../../driver/machines/secrets';
import type { ErrorValue } from '../../driver/model/errors';
import type { Instance } from '../../driver/model/instance';
import { defaultConfigOf, type Pool, type ProviderName } from '../../driver/model/pool';
import { emptyState, type State } from '../../driver/model/state';
import type { Task } from '../../driver/model/task';
import { knownSecrets } from '../../driver/report/knownSecrets';
import { createReports, type ReportFile, type Reports } from '../../driver/report/reports';
import { openKeyFileSecrets } from '../../driver/secrets/keyFile';
import { makeKeyPair } from '../../driver/ssh';
import { openStore, type Store } from '../../driver/store/store';
import { systemClock as clock, systemRandom as random } from '../../driver/system';
import { createTasks, type Tasks } from '../../driver/tasks/tasks';
import {
  aBlueprint,
  aConfig,
  aHost,
  aMachine,
  anImage,
  anInstance,
  aTemplate,
} from '../../renderer/testing/builders';
import { silentLog } from './fakeClock';
import { reportFiles, writtenForms } from './reportFiles';

/**
 * A lab to be reported: pools of all sorts, a host and an instance that failed, and secrets of every kind, all of which stand
 * in whatever was said or logged, in all forms.
 */
export interface ReportedLab extends AsyncDisposable {
  readonly logFolder: string;
  /** By what they are. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly tasks: Tasks;
  readonly reports: Reports;
  /** Reports of the same lab, some of which is otherwise. */
  reportsOn(parts: Partial<Parameters<typeof createReports>[0]>): Reports;
  /** A task once it has ended. */
  ended(id: string): Promise<Task | undefined>;
  /** The files of a report that has been saved, by name. */
  saved(placeholders: boolean): Promise<Map<string, string>>;
}

const person = { user: 'ada.lovelace', computer: 'ws-17.math.example' };
const words = () => `Tide & ${random.hex(9)}/+?é`;

export async function reportedLab(): Promise<ReportedLab> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rockpool-report-'));
  const logFolder = path.join(folder, 'logs');
  const store = openStore(folder, 0);
  const tasks = createTasks({ clock, random, log: silentLog });
  const hostLogs = openHostLogs({ folder: path.join(logFolder, 'hosts'), clock, log: silentLog });
  const kept = openKeyFileSecrets(folder, random);
  const passwords = createPasswords({ secrets: kept, random });
  const { privateKey } = await makeKeyPair('of a test');
  const instance = anInstance({ route: random.hex(16), userId: 'grace.hopper' });
  const secrets = new Map([
    ['private key of a pool', privateKey.split('\n').at(-4) ?? ''],
    ['passphrase of a key file', words()],
    ['password for sudo', words()],
    ['password of OpenStack', words()],
    ['secret of an application credential', words()],
    ['token of OpenStack', `gAAAAAB${random.hex(40)}`],
    ['password of clouds.yaml', words()],
    ['password of an instance', passwords.of(instance.id)],
    ['route of an instance', instance.route],
    ['variable of an instance', words()],
    ['what passwords are made of', kept.get('instance-passwords') ?? ''],
  ]);
  const secret = (what: string) => secrets.get(what) ?? '';
  /** Whoever wrote a sentence has put everything into it. */
  const all = [...secrets.values()].flatMap(value => [value, ...writtenForms(value)]).join(' | ');

  const machines = machineSecrets(kept);
  machines.setPoolKey('ssh', privateKey);
  machines.keep(machine, {
    passphrase: secret('passphrase of a key file'),
    sudoPassword: secret('password for sudo'),
  });
  const clouds = cloudSecrets(kept);
  clouds.keep('by-password', secret('password of OpenStack'));
  clouds.keep('by-credential', secret('secret of an application credential'));
  clouds.keep('by-token', secret('token of OpenStack'));
  store.transaction(() => {
    fillPools(store);
    fillWork(store, { instance, variable: secret('variable of an instance'), said: all });
    hostLogs.note('host', 'info', `${all.slice(0, 3000)} on gpu-1.math.example`);
  });
  mkdirSync(logFolder, { recursive: true });
  for (const value of secrets.values()) {
    const line = { level: 'info', msg: `to ${value}`, in: { url: `/x?y=${encodeURIComponent(value)}` } };
    appendFileSync(path.join(logFolder, 'rockpool.log'), `${JSON.stringify(line)}\nas it is: ${value}\n`);
  }

  const reportsOn: ReportedLab['reportsOn'] = parts =>
    createReports({
      ...{ logFolder, state: () => stateOf(store), hostLog: hostLogs.read, person, tasks, clock },
      secrets: () => [],
      ...parts,
    });
  const reports = reportsOn({
    secrets: () =>
      knownSecrets({
        ...{ secrets: kept, store, passwordOf: passwords.of },
        cloudSecrets: () => [secret('password of clouds.yaml')],
      }),
  });
  async function ended(id: string): Promise<Task | undefined> {
    const task = () => tasks.all().find(one => one.id === id);
    while (task()?.state === 'running') await clock.sleep(5);
    return task();
  }
  return {
    ...{ logFolder, secrets, tasks, reports, reportsOn, ended },
    async saved(placeholders) {
      const file = memoryFile();
      const facts = { rockpool: '1.2.3', dataFolder: '/home/ada.lovelace/x' };
      const task = await ended(reports.save(file, facts, { placeholders }));
      if (task?.state !== 'done' || task.file !== file.path) throw new Error(JSON.stringify(task));
      return reportFiles(file.bytes());
    },
    async [Symbol.asyncDispose]() {
      await tasks[Symbol.asyncDispose]();
      await hostLogs[Symbol.asyncDispose]();
      store[Symbol.dispose]();
      rmSync(folder, { recursive: true });
    },
  };
}

const machine = aMachine({
  ...{ poolId: 'ssh', address: 'gpu-1.math.example', user: 'grace.hopper' },
  login: { kind: 'file', path: '~/.ssh/id_lab' },
  sudo: 'password',
});

function fillPools(store: Store): void {
  store.pools.put('ssh', poolWith('ssh', 'ssh'));
  store.machines.put(machine.id, machine);
  const project = { projectName: 'hydrology-2026' };
  const signIns = {
    'by-password': { kind: 'password', user: 'grace.hopper', ...project },
    'by-credential': { kind: 'applicationCredential', id: 'f00d' },
    'by-token': { kind: 'token', ...project },
  } as const;
  const place = {
    authUrl: 'https://keystone.math.example:5000/v3',
    interface: 'public',
    verify: true,
  } as const;
  for (const [id, auth] of Object.entries(signIns))
    store.pools.put(id, poolWith(id, 'openstack', { kind: 'own', auth, ...place }));
  // Its connection does not name the project that it leads to.
  const error: ErrorValue = { kind: 'permanent', code: 'X', what: 'It leads to "glaciology-2026" now.' };
  store.pools.put('by-credential', {
    ...poolWith('by-credential', 'openstack', { kind: 'own', auth: signIns['by-credential'], ...place }),
    project: { id: 'c0ffee', name: 'glaciology-2026' },
    held: [{ subject: 'pool', failures: 1, retryAt: 1, error }],
  });
}

const poolWith = (id: string, provider: ProviderName, cloud?: Pool['cloud']): Pool => ({
  ...{ id, name: id, provider, engineUrl: `${provider}://${id}`, config: defaultConfigOf(id), createdAt: 1 },
  ...(cloud && { cloud }),
});

/** What pools are for, and what went wrong with it. */
function fillWork(
  store: Store,
  { instance, variable, said }: { instance: Instance; variable: string; said: string },
): void {
  const image = anImage({ id: 'registry.math.example:5000/rstudio:latest' });
  store.images.put(image.id, image);
  const config = aConfig({
    environment_vars: `API_TOKEN='${variable}' TZ=UTC`,
    launch_command: `run ${variable}`,
  });
  store.templates.put('template', aTemplate({ config }));
  store.blueprints.put('blueprint', aBlueprint());
  const error: ErrorValue = {
    ...{ kind: 'transient', code: 'X', what: said, where: '10.3.0.7:22', why: said, next: 'Wait.' },
  };
  store.instances.put(instance.id, {
    ...{ ...instance, config, state: 'failed', error },
    ...{ reason: said, warnings: [said], log: [{ at: 1, text: said, level: 'info' }] },
  });
  const at = 1_700_000_000_000;
  store.hosts.put('host', {
    ...aHost({ poolId: 'ssh', name: 'gpu-1.math.example' }),
    history: [{ phase: 'active', at, reason: said }],
    unreachable: { since: at, error },
    settings: { slots: null, lifetime: null, note: 'ask Katherine' },
  });
  for (const level of ['info', 'error'] as const)
    store.events.put(level, { id: level, at, level, text: `At gpu-1.math.example: ${said}` });
}

function stateOf(store: Store): State {
  const names = [
    ...(['pools', 'hosts', 'instances', 'templates', 'blueprints', 'images', 'events', 'machines'] as const),
  ];
  const byId = (records: readonly { id: string }[]) =>
    Object.fromEntries(records.map(record => [record.id, record]));
  return { ...emptyState(), ...Object.fromEntries(names.map(name => [name, byId(store[name].all())])) };
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
