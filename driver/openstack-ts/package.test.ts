import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const here = import.meta.dirname;
const root = path.resolve(here, '../..');
const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
let work = '';

const node = (args: string[], cwd: string) =>
  execFileSync(process.execPath, args, { cwd, encoding: 'utf8', timeout: 60_000 });

/** Packed as for publishing, and unpacked beside its dependencies, as npm would install it. */
beforeAll(() => {
  work = mkdtempSync(path.join(os.tmpdir(), 'openstack-ts-'));
  const folder = path.join(work, 'package');
  mkdirSync(folder);
  for (const name of ['package.json', 'README.md', 'LICENSE'])
    cpSync(path.join(here, name), path.join(folder, name));
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
  const options = '--noEmit --strict --target es2023 --module nodenext --types node'.split(' ');
  expect(() => node([tsc, ...options, 'main.ts'], path.join(work, 'user'))).not.toThrow();
}, 120_000);
