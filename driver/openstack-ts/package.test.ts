import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import manifest from './package.json' with { type: 'json' };
import * as api from './src/index.ts';

const here = import.meta.dirname;
const root = path.resolve(here, '../..');
const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
let work = '';

const strict = '--noEmit --strict --target es2023 --module nodenext --types node'.split(' ');
const node = (args: string[], cwd: string) =>
  execFileSync(process.execPath, args, { cwd, encoding: 'utf8', timeout: 60_000 });

/** Packed as for publishing, and unpacked beside its dependencies, as npm would install it. */
beforeAll(() => {
  work = mkdtempSync(path.join(os.tmpdir(), 'openstack-ts-'));
  const folder = path.join(work, 'package');
  mkdirSync(folder);
  for (const name of ['package.json', 'README.md', 'LICENSE', 'src'])
    cpSync(path.join(here, name), path.join(folder, name), { recursive: true });
  node([tsc, '-p', here, '--outDir', path.join(folder, 'dist')], here);
  const pack = ['pack', '--ignore-scripts', '--silent', '--pack-destination', work];
  const packed = execFileSync('npm', pack, { cwd: folder, encoding: 'utf8', timeout: 60_000 }).trim();
  const modules = path.join(work, 'user/node_modules');
  mkdirSync(path.join(modules, 'openstack-ts'), { recursive: true });
  execFileSync('tar', [
    ...['xzf', path.join(work, packed), '--strip-components=1'],
    ...['-C', path.join(modules, 'openstack-ts')],
  ]);
  for (const name of ['undici', 'zod', 'yaml', '@types', 'undici-types'])
    symlinkSync(path.join(root, 'node_modules', name), path.join(modules, name));
  writeFileSync(path.join(work, 'user/package.json'), '{ "type": "module" }');
}, 120_000);

afterAll(() => rmSync(work, { recursive: true, force: true }));

/** What the compiler says of a file of somebody who has the package; empty: nothing. */
function compiled(...files: string[]): string {
  try {
    return node([tsc, ...strict, ...files], path.join(work, 'user'));
  } catch (error) {
    return String((error as { stdout?: unknown }).stdout ?? error);
  }
}

test('all that its exports name is packed, and no test', () => {
  const installed = path.join(work, 'user/node_modules/openstack-ts');
  const { '.': entries } = manifest.exports;
  const named = [manifest.main, manifest.types, ...Object.values(entries)];
  expect(named.filter(file => !existsSync(path.join(installed, file)))).toEqual([]);
  const files = readdirSync(installed, { recursive: true }).map(String);
  expect(files.filter(file => /\.test\.|testing/.test(file))).toEqual([]);
  expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md']));
});

/** What examples take as given. */
const GIVEN = `
declare const text: string, password: string, ca: string, flavorId: string, imageId: string, id: string;
declare const config: openstack.CloudConfig, cloud: openstack.Cloud, wish: openstack.ServerWish;
declare const transport: openstack.Transport, clock: openstack.Clock, random: openstack.Random;
declare const notes: openstack.CallNote[];
`;

test('the examples of the README compile', () => {
  const readme = readFileSync(path.join(here, 'README.md'), 'utf8');
  const examples = [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);
  expect(examples.length).toBeGreaterThan(6);
  const files = examples.map((code, number) => {
    const isImport = (line: string) => line.startsWith('import ');
    const lines = code.split('\n');
    const imports = lines.filter(isImport);
    const names = Object.keys(api).filter(name => new RegExp(`\\b${name}\\b`).test(code));
    if (!imports.some(line => line.includes('openstack-ts')))
      imports.push(`import { ${names.join(', ')} } from 'openstack-ts';`);
    if (!imports.some(line => line.includes('node:os'))) imports.push("import os from 'node:os';");
    const body = lines.filter(line => !isImport(line)).join('\n');
    const file = `example${number}.ts`;
    const whole = `import type * as openstack from 'openstack-ts';
${imports.join('\n')}
${GIVEN}
export async function example() {
${body}
}`;
    writeFileSync(path.join(work, 'user', file), whole);
    return file;
  });
  expect(compiled(...files)).toBe('');
}, 120_000);

test('the README names every namespace that there is', () => {
  const readme = readFileSync(path.join(here, 'README.md'), 'utf8');
  const [, list = ''] = /^Namespaces: ([\s\S]*?)\. Every/m.exec(readme) ?? [];
  const namespaces = Object.entries(api).flatMap(([name, one]) => (typeof one === 'object' ? [name] : []));
  expect(list.match(/\w+/g)?.sort()).toEqual(namespaces.sort());
});

test('what is packed works in plain Node', () => {
  writeFileSync(
    path.join(work, 'user/main.js'),
    `import { openCloud, servers, isNotFound } from 'openstack-ts';
    const token = { issued_at: '2026-01-01T00:00:00Z', expires_at: '2026-01-01T01:00:00Z', user: { id: 'u' },
      catalog: [{ type: 'compute', endpoints: [{ interface: 'public', url: 'http://cloud.test/compute/v2.1' }] }] };
    const transport = async ({ method, url }) => {
      if (method === 'POST') return { status: 201, headers: { 'x-subject-token': 't' }, body: JSON.stringify({ token }) };
      if (url.endsWith('/v2.1/')) return { status: 200, headers: {}, body: '{"version":{"version":"2.93","min_version":"2.1"}}' };
      return { status: 404, headers: {}, body: '{"itemNotFound":{"message":"Instance s1 could not be found."}}' };
    };
    const auth = { kind: 'token', token: 'given', project: { id: 'p' } };
    const cloud = openCloud({ authUrl: 'http://cloud.test', auth }, { transport });
    const error = await servers.get(cloud, 's1').catch(thrown => thrown);
    console.log(isNotFound(error), error.said);`,
  );
  expect(node(['main.js'], path.join(work, 'user')).trim()).toBe('true Instance s1 could not be found.');
});

test('its types hold for others, who have no sources of it', () => {
  writeFileSync(
    path.join(work, 'user/main.ts'),
    `import { openCloud, servers, type CloudConfig } from 'openstack-ts';
    export async function names(config: CloudConfig): Promise<string[]> {
      const all: string[] = [];
      for await (const server of servers.list(openCloud(config))) all.push(server.name);
      return all;
    }
    // @ts-expect-error a password belongs to its kind
    export const wrong: CloudConfig = { authUrl: '', auth: { kind: 'password' } };`,
  );
  expect(compiled('main.ts')).toBe('');
}, 120_000);
