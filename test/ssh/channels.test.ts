import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepConnection, type SshConnection } from '../../driver/ssh';
import { systemClock as clock, systemRandom as random } from '../../driver/system';
import { sshHosts } from '../support/sshHosts';

const SSH_PORT = 22;

let lab: Awaited<ReturnType<typeof sshHosts>>;
let connection: SshConnection;

beforeAll(async () => {
  lab = await sshHosts(1);
  const [host] = lab.hosts;
  if (host) connection = keepConnection(host.target, { clock, random });
});
afterAll(async () => {
  connection?.[Symbol.dispose]();
  await lab?.[Symbol.asyncDispose]();
});

test('a channel that is let go with unread words in it closes', async () => {
  const channel = await connection.openPort(SSH_PORT, {});
  await once(channel, 'readable');
  expect(channel.readableLength).toBeGreaterThan(0);
  channel.destroy();
  await once(channel, 'close');
});

test('so does one whose connection has ended before its last words were read', async () => {
  const channel = await connection.openPort(SSH_PORT, {});
  await once(channel, 'readable');
  channel.on('readable', () => undefined);
  channel.destroy();
  connection.renew();
  await once(channel, 'close');
});
