import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openKeyFileSecrets } from '../../driver';
import type { Log } from '../../driver/model/log';
import { systemRandom } from '../../driver/system';
import { openLog } from '../../main/log';
import { emptyHost, type LabPool, SLOW_MS, startLabPool } from '../support/labPool';
import { type SshHost, sshHosts } from '../support/sshHosts';

/**
 * Everything that is done with machines and instances, with secrets that are known here; then whatever Rockpool has kept,
 * logged and told is searched for them. Encrypted they may be anywhere.
 */
const run = promisify(execFile);
const { signal } = new AbortController();
const TEST_MS = 5 * SLOW_MS;
const USER = 'cloud-user';

let lab: Awaited<ReturnType<typeof sshHosts>>;
let hosts: SshHost[];
let folder: string;
let pool: LabPool;

/** By what it is. */
const secrets = new Map<string, string>([
  ['password for sudo', `Tide-${systemRandom.hex(12)}`],
  ['wrong password for sudo', `Ebb-${systemRandom.hex(12)}`],
  ['passphrase of the key file', `Shell-${systemRandom.hex(12)}`],
  ['wrong passphrase', `Kelp-${systemRandom.hex(12)}`],
  ['password of a registry', `Coral-${systemRandom.hex(12)}`],
]);
const secret = (what: string) => secrets.get(what) ?? '';
/** All that was logged and told, as it was before anything was taken out of it. */
const said: string[] = [];

beforeAll(async () => {
  lab = await sshHosts(2);
  hosts = lab.hosts;
  for (const host of hosts) await emptyHost(host);
  folder = await mkdtemp('/var/tmp/rockpool-secrets-');
});
afterAll(async () => {
  await pool?.[Symbol.asyncDispose]();
  for (const host of hosts ?? []) await emptyHost(host);
  await lab?.[Symbol.asyncDispose]();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** The app's own log file, with a second one beside it that has every word. */
function logs(dataDir: string): Log & { close(): void } {
  const file = openLog(dataDir);
  const both =
    (level: keyof Log) =>
    (message: string, fields?: Record<string, unknown>): void => {
      said.push(`${level} ${message} ${JSON.stringify(fields ?? {})}`);
      file[level](message, fields);
    };
  const levels = { debug: both('debug'), info: both('info'), warn: both('warn'), error: both('error') };
  return { ...levels, close: file.close };
}

/** A key of the admin's, with a passphrase; its public part is let in. */
async function keyFile(host: SshHost): Promise<string> {
  const file = path.join(folder, 'id_ed25519');
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', secret('passphrase of the key file'), '-f', file]);
  const line = (await readFile(`${file}.pub`, 'utf8')).trim();
  await host.shell('sh', '-c', `echo '${line} of-a-test' >>/home/${USER}/.ssh/authorized_keys`);
  return file;
}

/** As it may be written: as it is, or in the ways that bytes are put into text. */
function formsOf(value: string): string[] {
  const bytes = Buffer.from(value);
  const base64 = [0, 1, 2].map(skip => {
    const text = Buffer.concat([Buffer.alloc(skip), bytes]).toString('base64');
    // Without what its neighbours decide.
    return text.slice(skip === 0 ? 0 : 4, Math.floor((skip + bytes.length) / 3) * 4);
  });
  return [
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value),
    bytes.toString('hex'),
    ...base64,
  ];
}

async function filesIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true, recursive: true });
  return entries.filter(entry => entry.isFile()).map(entry => path.join(entry.parentPath, entry.name));
}

test('no secret is in any log, event, record or file, here or on a machine', {
  timeout: TEST_MS,
}, async () => {
  const [first, second] = hosts as [SshHost, SshHost];
  const dataDir = path.join(folder, 'data');
  const log = logs(dataDir);
  pool = await startLabPool(hosts, { dataDir, log, slots: 4 });
  const { services } = pool.rockpool;
  await first.break('sudo-password');
  await first.shell('sh', '-c', `echo '${USER}:${secret('password for sudo')}' | chpasswd`);

  // Each way of being wrong says a lot about why.
  const update = (host: SshHost, changes: object, given: object) => {
    const { id, ...machine } = pool.machineOf(host);
    services.machines.update(id, { ...machine, ...changes }, given);
    return services.machines.check(id, { signal });
  };
  const file = await keyFile(second);
  const byPassword = { sudo: 'password' };
  const byFile = { login: { kind: 'file', path: file } };
  const failed = ({ checks }: Awaited<ReturnType<typeof update>>) =>
    checks.filter(({ state }) => state === 'failed').map(({ name }) => name);
  const tries = [
    await update(first, byPassword, { sudoPassword: secret('wrong password for sudo') }),
    await update(first, byPassword, { sudoPassword: secret('password for sudo') }),
    await update(second, byFile, { passphrase: secret('wrong passphrase') }),
    await update(second, byFile, { passphrase: secret('passphrase of the key file') }),
  ];
  said.push(JSON.stringify(tries));
  expect(tries.map(failed)).toEqual([['sudo'], [], ['login'], []]);

  const config = { docker_image: 'lab/httpd', proxy_options: { proxy_rewrite: true }, consumed_slots: 3 };
  const blueprintId = pool.blueprint({ ...config, show_password: true });
  const ids = [pool.launch(blueprintId).id, pool.launch(blueprintId).id];
  for (const id of ids) {
    await pool.running(id);
    await pool.answers(id);
    secrets.set(`password of ${pool.instance(id).name}`, services.instances.password(id));
    said.push(JSON.stringify(await services.instances.facts(id)));
  }
  const broken = pool.launch(
    pool.blueprint({ ...config, consumed_slots: 1, launch_command: 'no-such-command' }),
  ).id;
  await pool.until(() => pool.instance(broken).state === 'failed', SLOW_MS);
  const { name: brokenName } = pool.instance(broken);
  const engine = services.engines.connect(pool.hostOn(first)?.engineUrl ?? '');
  const pull = services.images.pull(engine, '127.0.0.1:1/private/image:latest', {
    credentials: { username: 'ada', password: secret('password of a registry') },
  });
  await pool.until(() => pool.state().tasks[pull]?.state === 'failed', SLOW_MS);
  services.pools.shutdowns.shutDown(pool.poolId, { how: 'now' });
  const onHosts = await Promise.all(
    hosts.map(host =>
      host.shell('sh', '-c', 'cat /var/lib/rockpool/*.json /var/log/auth.log 2>/dev/null; ps axww; true'),
    ),
  );
  await pool.until(() => pool.state().shutdowns[pool.poolId]?.state === 'done', SLOW_MS);
  said.push(...onHosts, JSON.stringify(pool.state()));
  await pool[Symbol.asyncDispose]();
  log.close();

  const kept = openKeyFileSecrets(dataDir);
  const privateKey = kept.get(`pool-key/${pool.poolId}`) ?? '';
  // A line of it that says something: the first are the same in every key.
  secrets.set("the pool's private key", privateKey.split('\n').at(-4) ?? '');
  secrets.set('what passwords are made from', kept.get('instance-passwords') ?? '');
  expect([...secrets].filter(([, value]) => value.length < 20)).toEqual([]);

  const places = new Map(said.map((text, at) => [`word ${at}: ${text.slice(0, 200)}`, Buffer.from(text)]));
  for (const name of await filesIn(dataDir)) places.set(name, await readFile(name));
  const found = [...places].flatMap(([where, bytes]) =>
    [...secrets]
      .filter(([, value]) => formsOf(value).some(form => bytes.includes(form)))
      .map(([what]) => `${what} in ${where}`),
  );
  expect(found).toEqual([]);
  // What is no secret is found where it is looked for.
  const placesWith = (text: string) =>
    [...places].filter(([, bytes]) => bytes.includes(text)).map(([where]) => where);
  expect(placesWith(first.name).some(where => where.includes('state.db'))).toBe(true);
  expect(placesWith(brokenName).length).toBeGreaterThan(1);
  expect([...places.keys()].some(where => where.endsWith('rockpool.log'))).toBe(true);
});
