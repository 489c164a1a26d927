import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { preparationScript } from './scripts';

const STEPS = path.join(import.meta.dirname, 'steps');
/** As a bash before 5.1, which keeps here-documents in files, on a disk that takes nothing any more. */
const FULL = "trap '' XFSZ; ulimit -f 0; export BASH_COMPAT=5.0; ";

let folder: string;

/** Puts a command in front of the machine's own. */
const command = (name: string, script: string) =>
  writeFile(path.join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'full-disk-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(words: string, input = ''): Promise<{ stdout: string; status: number | null }> {
  const env = { PATH: `${folder}:${process.env.PATH}` };
  const child = spawn('/bin/bash', ['-c', words], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  const status = new Promise<number | null>(resolve => child.once('close', resolve));
  child.stdin.end(input);
  return { stdout: await text(child.stdout), status: await status };
}

test('the rules that keep containers from the host and from metadata are whole, also where the disk is full', async () => {
  const firewall = await readFile(path.join(STEPS, 'host', 'firewall.sh'), 'utf8');
  // Only what makes them: this machine's own rules are none of a test's business.
  const [makers = ''] = firewall.split('# apply COMMAND RULES');
  expect(makers).not.toMatch(/^(apply|iptables)/m);
  const { stdout } = await run(`${FULL} exec /bin/bash -s`, `${makers}\nset +e; rules4; rules6\n`);
  expect(stdout.split('\n').filter(rule => !/-i br-/.test(rule))).toEqual([
    '-A ROCKPOOL -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN',
    '-A ROCKPOOL -m addrtype --dst-type LOCAL -j DROP',
    '-A ROCKPOOL -m addrtype --dst-type BROADCAST -j DROP',
    '-A ROCKPOOL -m addrtype --dst-type MULTICAST -j DROP',
    '-A ROCKPOOL -d 169.254.0.0/16 -j DROP',
    '-A ROCKPOOL -d 100.100.100.200/32 -j DROP',
    '-A ROCKPOOL -d 168.63.129.16/32 -j DROP',
    '-A ROCKPOOL -d 192.0.0.192/32 -j DROP',
    ...[133, 134, 135, 136].map(type => `-A ROCKPOOL -p ipv6-icmp -m icmp6 --icmpv6-type ${type} -j RETURN`),
    '-A ROCKPOOL -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN',
    '-A ROCKPOOL -m addrtype --dst-type LOCAL -j DROP',
    '-A ROCKPOOL -m addrtype --dst-type MULTICAST -j DROP',
    '-A ROCKPOOL -d fe80::/10 -j DROP',
    '-A ROCKPOOL -d fd00:ec2::254/128 -j DROP',
    '-A ROCKPOOL -d fd20:ce::254/128 -j DROP',
    '',
  ]);
});

test('what has expired is ended, also where it has filled the disk', async () => {
  const script = await readFile(path.join(STEPS, 'host', 'end-expired.sh'), 'utf8');
  // With the commands and the folder of this test: nothing of this machine's own is asked, or ended.
  const harmless = script.replace(/ PATH=\S+/, '').replaceAll('/var/lib/rockpool/instances', folder);
  expect(harmless.replace(/^#.*$/gm, '')).not.toMatch(/PATH=|\/var\/lib/);
  await command('docker', `[ "$1" != ps ] || echo 'container|expired|1000|1000'`);
  const { stdout, status } = await run(`${FULL} exec /bin/bash -s`, harmless);
  expect(stdout).toBe('Ended the instance expired: its time was over.\n');
  expect(status).toBe(0);
});

test('all steps reach the machine as they are, and where they can not be laid down none is taken for done', async () => {
  const there = path.join(folder, 'there');
  await command('mktemp', `mkdir "${there}"; echo "${there}"`);
  await command('tee', 'cat');
  await command('bash', `cd "${there}" && echo ran && find . -type f | sort | xargs sha256sum`);
  const script = preparationScript('ada', { gpu: false, swapMiB: 'auto', bootMs: 0 }, 0);

  const { stdout, status } = await run('exec /bin/bash -s', script);
  const files = (await readdir(STEPS, { recursive: true })).filter(name => /\.(sh|awk)$/.test(name)).sort();
  const sums = files.map(async name => {
    const content = await readFile(path.join(STEPS, name));
    return `${createHash('sha256').update(content).digest('hex')}  ./${name}`;
  });
  expect(status).toBe(0);
  const [, ran, ...found] = stdout.trim().split('\n');
  expect(ran).toBe('ran');
  expect(found.sort()).toEqual((await Promise.all(sums)).sort());

  const full = await run(`${FULL} exec /bin/bash -s`, script);
  expect(full.stdout).not.toContain('ran');
  expect(full.status).not.toBe(0);
});
