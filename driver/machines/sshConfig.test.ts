import { expect, test } from 'vitest';
import type { FoundJump } from '../model/foundMachine';
import { withIncludes } from './includes';
import { readSshConfig } from './sshConfig';

const read = (text: string) => readSshConfig(text, 'ada');

test('each machine has what all that applies to it says; the first word counts', () => {
  const { machines, problems } = read(`
    # the lab
    User root
    Host lab1 lab2
      HostName %h.example.org
      Port 2222
      IdentityFile "~/.ssh/lab key"
      IdentityFile ~/.ssh/second
    Host lab2
      User eve
    Host window
      HostName=10.0.0.7
    Host *
      Port 22
      IdentityFile ~/.ssh/id_ed25519
  `);
  expect(problems).toEqual([]);
  const key = (path: string) => ({ login: { kind: 'file', path }, jump: null });
  expect(machines).toEqual([
    { name: 'lab1', address: 'lab1.example.org', port: 2222, user: 'root', ...key('~/.ssh/lab key') },
    { name: 'lab2', address: 'lab2.example.org', port: 2222, user: 'root', ...key('~/.ssh/lab key') },
    { name: 'window', address: '10.0.0.7', port: 22, user: 'root', ...key('~/.ssh/id_ed25519') },
  ]);
});

test('settings are known however they are written', () => {
  expect(read('host a\n\tHOSTNAME 10.0.0.1\n\tuser eve\n').machines).toMatchObject([
    { name: 'a', address: '10.0.0.1', user: 'eve' },
  ]);
});

test('without a word it is this user, port 22, and no key', () => {
  expect(read('Host lab1').machines).toEqual([
    { name: 'lab1', address: 'lab1', port: 22, user: 'ada', login: null, jump: null },
  ]);
});

test('a jump host is a name of the configuration, or a place', () => {
  const { machines } = read(`
    Host gate
      HostName gate.example.org
      User eve
      IdentityFile %d/.ssh/%r
    Host near
      ProxyJump gate
    Host far
      ProxyJump bob@203.0.113.9:2200
    Host other
      ProxyJump bob@gate:2200
    Host direct
      ProxyJump none
  `);
  const jumps = Object.fromEntries(machines.map(({ name, jump }) => [name, jump]));
  const gate = { address: 'gate.example.org', port: 22, user: 'eve', jump: null };
  expect(jumps).toEqual({
    gate: null,
    near: { ...gate, login: { kind: 'file', path: '~/.ssh/eve' } },
    far: { address: '203.0.113.9', port: 2200, user: 'bob', login: null, jump: null },
    other: { ...gate, user: 'bob', port: 2200, login: { kind: 'file', path: '~/.ssh/bob' } },
    direct: null,
  });
});

test('jump hosts are reached through others: those of one line in turn, the first as its own settings say', () => {
  const { machines, problems } = read(`
    Host inner
      ProxyJump first, second:2200
    Host behind
      ProxyJump second
    Host first
      ProxyJump gate
    Host second
      User eve
      ProxyJump other
    Host other gate
  `);
  expect(problems).toEqual([]);
  const ways = Object.fromEntries(machines.map(machine => [machine.name, wayTo(machine)]));
  expect(ways).toMatchObject({
    inner: ['ada@gate:22', 'ada@first:22', 'eve@second:2200'],
    behind: ['ada@other:22', 'eve@second:22'],
    gate: [],
  });
});

/** What is between, the nearest first. */
function wayTo({ jump }: FoundJump): string[] {
  return jump ? [...wayTo(jump), `${jump.user}@${jump.address}:${jump.port}`] : [];
}

test('of a jump host and a command the one that is said first counts', () => {
  const { machines, problems } = read(`
    Host a
      ProxyJump gate
      ProxyCommand nc %h %p
    Host b
      ProxyJump none
    Host c
      ProxyCommand none
    Host b c
      ProxyCommand nc %h %p
      ProxyJump gate
  `);
  expect(problems).toEqual([]);
  expect(machines.map(wayTo)).toEqual([['ada@gate:22'], [], []]);
});

test('a way that Rockpool does not go is said with what to do, and keeps nothing else from being read', () => {
  const { machines, problems } = read(`
    Host a
      ProxyJump one,,two
    Host b
      ProxyCommand ssh -W %h:%p gate
    Host c
      ProxyJump b
    Host d
      ProxyJump e
    Host e
      ProxyJump d
    Host f
      Port many
    Host good
  `);
  expect(machines.map(({ name }) => name)).toEqual(['good']);
  const command =
    'is reached through a command (ProxyCommand), which Rockpool does not run. Where that is an "ssh -W" through ' +
    'another machine, write "ProxyJump" and that machine in its place; else add it by hand at an address that this ' +
    'computer reaches, or through a jump host.';
  expect(problems).toEqual([
    'a: It has a jump host that is no place ().',
    `b: It ${command}`,
    `c: Its jump host b ${command}`,
    'd: The way there leads in a circle (d through e through d).',
    'e: The way there leads in a circle (e through d through e).',
    'f: A port is a whole number from 1 to 65535.',
  ]);
});

test('patterns are no machines, and nothing is run to find out whether something applies', () => {
  const { machines } = read(`
    CanonicalizeHostname yes
    Match exec "touch /tmp/must-not-be"
      User mallory
    Host *.example.org !secret lab? lab1
      CanonicalizeHostname yes
      CanonicalDomains example.org
  `);
  expect(machines).toMatchObject([{ name: 'lab1', address: 'lab1', user: 'ada' }]);
});

test('a key file that only OpenSSH could name is none', () => {
  const logins = read('Host a\n IdentityFile ~/.ssh/%C\nHost b\n IdentityFile none').machines;
  expect(logins.map(({ login }) => login)).toEqual([null, null]);
});

const files: Record<string, string[]> = {
  'config.d/*': ['Host one\n  User bob', 'Host two\n  Include deeper'],
  deeper: ['User eve'],
  itself: ['Host three\n  User three\nInclude itself'],
};
const included = (text: string) => withIncludes(text, async pattern => files[pattern] ?? []);

test('what is included stands in its place, and what follows it belongs where it stood', async () => {
  const text = await included(`
    Include "config.d/*" missing
    Port 2200
    Host last
      Include deeper
      HostName 10.0.0.9
  `);
  expect(read(text).machines).toMatchObject([
    { name: 'one', user: 'bob', port: 2200 },
    { name: 'two', user: 'eve', port: 2200 },
    { name: 'last', user: 'eve', address: '10.0.0.9', port: 2200 },
  ]);
});

test('a file that includes itself comes to an end', async () => {
  expect(read(await included('Include itself')).machines).toMatchObject([{ name: 'three', user: 'three' }]);
});
