import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import ssh2 from 'ssh2';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock as clock, systemRandom as random } from '../system';
import { keepConnection } from './connection';
import { hostKeyOf } from './hostKeys';
import { makeKeyPair } from './keys';
import type { SshTarget } from './port';

let server: ssh2.Server;
let target: SshTarget;
/** Told of each who was let in. */
let onReady: (client: ssh2.Connection) => void;
let letIn: number;

beforeEach(async () => {
  const [own, ours] = await Promise.all([makeKeyPair('host'), makeKeyPair('user')]);
  const parsed = ssh2.utils.parseKey(own.privateKey);
  if (parsed instanceof Error) throw parsed;
  const key = hostKeyOf(parsed.getPublicSSH());
  letIn = 0;
  onReady = () => undefined;
  server = new ssh2.Server({ hostKeys: [own.privateKey] }, client => {
    client.on('error', () => undefined);
    client.on('authentication', context => context.accept());
    client.on('ready', () => {
      letIn += 1;
      onReady(client);
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  target = {
    ...{ address: '127.0.0.1', port: (server.address() as AddressInfo).port, user: 'ada' },
    ...{ credential: { kind: 'key', privateKey: ours.privateKey }, hostKeys: key ? [key] : [] },
  };
});
afterEach(async () => {
  server.close();
  await once(server, 'close');
});

test('a machine that lets us in and then hangs up is asked again once, and then waited for', async () => {
  onReady = client => client.end();
  using connection = keepConnection(target, { clock, random });
  const waits = new Promise<void>(resolve => {
    connection.onState(state => {
      if (state === 'waiting') resolve();
    });
  });
  await connection.run('true', { quietMs: 20_000 }).catch(() => undefined);
  await waits;
  expect(letIn).toBe(2);
  expect(connection.failure).toMatchObject({ code: 'SSH_BROKE_OFF', kind: 'transient' });
});

test('one that hangs up only once is back at once', async () => {
  onReady = client => {
    if (letIn === 1) client.end();
  };
  using connection = keepConnection(target, { clock, random });
  const states: string[] = [];
  const isBack = new Promise<void>(resolve => {
    connection.onState(state => {
      states.push(state);
      if (letIn === 2 && state === 'open') resolve();
    });
  });
  await connection.run('true', { quietMs: 20_000 }).catch(() => undefined);
  await isBack;
  expect(states).toEqual(['connecting', 'open', 'connecting', 'open']);
});
