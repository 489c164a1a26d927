import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { labHostsDir, PUT_UP_NOTES, putDownNoted } from '../../scripts/lib/labHosts.mjs';
import { type SshHost, sshHosts } from '../support/sshHosts';

/** Tests that are broken off put nothing away: the run that they were part of does. */
let lab: Awaited<ReturnType<typeof sshHosts>>;
let host: SshHost;
let folder: string;
beforeAll(async () => {
  // Brings the file systems, and stays.
  lab = await sshHosts(1);
  host = lab.hosts[0] as SshHost;
  folder = mkdtempSync(path.join(tmpdir(), 'lab-broken-off-'));
});
afterAll(async () => {
  await lab?.[Symbol.asyncDispose]();
  if (folder) rmSync(folder, { recursive: true });
});

/** A lab beside that of the other tests. */
function besides(): Record<string, string> {
  const own = path.join(folder, 'lab');
  mkdirSync(own);
  symlinkSync(path.join(labHostsDir, 'rootfs'), path.join(own, 'rootfs'));
  const { LAB_NET: net = '198.18.22', LAB_PORT: port = '22000' } = process.env;
  const other = net.replace(/\d+$/, last => String(Number(last) + 100));
  return { LAB_DIR: own, LAB_NET: other, LAB_PORT: String(Number(port) + 10_000), LAB_PREFIX: 'brokenoff' };
}

test('a lab whose tests were killed is put down by what was noted of it, and no other is', async () => {
  const notes = path.join(folder, 'notes');
  mkdirSync(notes);
  const module = JSON.stringify(path.resolve('scripts/lib/labHosts.mjs'));
  const script = `
    const { findOrStartLabHosts } = await import(${module});
    await findOrStartLabHosts(1);
    console.log('up');
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    env: { ...process.env, ...besides(), [PUT_UP_NOTES]: notes },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  for await (const piece of child.stdout) {
    said += piece;
    if (said.endsWith('up\n')) child.kill('SIGKILL');
  }
  if (child.signalCode === null) await once(child, 'exit');
  expect(existsSync('/run/netns/brokenoff1')).toBe(true);
  await putDownNoted(notes);
  const left = readdirSync('/run/netns').filter(name => name.startsWith('brokenoff'));
  expect(left).toEqual([]);
  expect((await host.shell('hostname')).trim()).toBe(host.name);
});
