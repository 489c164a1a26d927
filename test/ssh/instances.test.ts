import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import http, { type IncomingMessage } from 'node:http';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { WebSocket } from 'undici';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../driver/engine';
import { keepConnection, type SshConnection, sshEngine } from '../../driver/ssh';
import { systemClock as clock, systemRandom as random } from '../../driver/system';
import { ensureLabImages } from '../../scripts/lib/labImages.mjs';
import { ask, routeOf, type TestProxy, testProxy } from '../support/proxy';
import { type SshHost, sshHosts } from '../support/sshHosts';

/** An image whose server tells what it was asked, loaded into a host's engine, run there, and used through the proxy. */
const MARKS = {
  controller: 'test',
  pool: 'pool',
  host: 'host',
  instance: 'instance',
  blueprint: 'echo',
  user: 'ada',
  slots: 1,
  route: routeOf('e'),
  port: 8080,
  created: 1,
  lifetime: 0,
};
const route = routeOf('e');

let lab: Awaited<ReturnType<typeof sshHosts>>;
let host: SshHost;
let connection: SshConnection;
let engine: Engine;
let proxy: TestProxy;
let at: string;

beforeAll(async () => {
  const archive = path.join(await ensureLabImages(['echo']), 'echo.tar');
  lab = await sshHosts(1);
  host = lab.hosts[0] as SshHost;
  connection = keepConnection(host.target, { clock, random });
  engine = sshEngine(`ssh://${host.name}`, () => connection, { clock, random, platform: process.platform });
  await engine.load(createReadStream(archive), {});
  // Others may have left images there.
  const { Id: imageId } = await engine.docker.getImage('lab/echo:latest').inspect();
  const containerId = await engine.create({
    name: 'pb-ada-echo',
    imageId,
    marks: MARKS,
    command: [],
    environment: {},
    port: 8080,
    memoryMiB: 256,
  });
  await engine.start(containerId);
  const { hostPort = 0 } = await engine.inspect(containerId);
  proxy = await testProxy();
  at = proxy.lead(route, hostPort, { proxy_rewrite: true }, { connect: engine.connect?.bind(engine) });
  await until(async () => (await ask(proxy.port, `${at}/`)).status === 200);
});
afterEach(() => host.heal());
afterAll(async () => {
  await proxy?.[Symbol.asyncDispose]();
  for (const { containerId } of (await engine?.list('test')) ?? []) await engine.remove(containerId);
  connection?.[Symbol.dispose]();
  await lab?.[Symbol.asyncDispose]();
});

/** Until an answer is as it should be; fails with the test's time limit. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await clock.sleep(100);
}

async function get(rest: string): Promise<IncomingMessage> {
  const req = http.get({ host: '127.0.0.1', port: proxy.port, path: `${at}${rest}`, agent: false });
  const [res] = (await once(req, 'response')) as [IncomingMessage];
  return res;
}

test('nothing of an instance is to be reached but through the connection', async () => {
  const [{ hostPort } = {}] = await engine.list('test');
  await expect(once(http.get(`http://${host.address}:${hostPort}/`), 'response')).rejects.toThrow(
    'ECONNREFUSED',
  );
});

test('many short requests side by side', async () => {
  const answers = await Promise.all(Array.from({ length: 500 }, (_, n) => ask(proxy.port, `${at}/${n}`)));
  expect(answers.every(({ status, body }, n) => status === 200 && body.includes(`/${n}`))).toBe(true);
});

test('a large answer comes whole, also to a slow reader', async () => {
  const whole = await buffer(await get('/bytes?n=20000000'));
  expect(whole.length).toBe(20_000_000);
  const slow = createHash('sha256');
  const res = await get('/bytes?n=20000000');
  for await (const piece of res) {
    slow.update(piece);
    await clock.sleep(2);
  }
  expect(slow.digest('hex')).toBe(createHash('sha256').update(whole).digest('hex'));
});

test('websockets stay open side by side with requests, and carry what is said both ways', async () => {
  const sockets = await Promise.all(
    Array.from({ length: 20 }, async (_, n) => {
      const socket = new WebSocket(`ws://127.0.0.1:${proxy.port}${at}/channels/${n}`);
      const said: unknown[] = [];
      socket.addEventListener('message', ({ data }) => said.push(data));
      await new Promise((resolve, reject) => {
        socket.addEventListener('open', resolve);
        socket.addEventListener('error', reject);
      });
      return { socket, said };
    }),
  );
  const long = 'x'.repeat(300_000);
  for (const { socket } of sockets) socket.send(long);
  expect((await ask(proxy.port, `${at}/beside`)).status).toBe(200);
  await until(async () => sockets.every(({ said }) => said.length === 2));
  expect(sockets.every(({ said }, n) => said[0] === `/channels/${n}` && said[1] === long)).toBe(true);
  for (const { socket } of sockets) {
    const closed = once(socket, 'close');
    socket.close();
    await closed;
  }
});

test('a connection that breaks is waited for, and a machine that is away is said to be', async () => {
  await ask(proxy.port, `${at}/`);
  await host.shell('pkill', '-KILL', '-u', 'cloud-user', 'sshd');
  const { status } = await ask(proxy.port, `${at}/again`);
  expect(status).toBe(200);
  await host.break('sshd-down');
  await host.shell('pkill', '-KILL', '-u', 'cloud-user', 'sshd');
  await until(async () => {
    const { status: away, body } = await ask(proxy.port, `${at}/away`);
    return away === 502 && body.includes('machine of this notebook does not answer');
  });
  await host.heal('sshd-down');
  await until(async () => (await ask(proxy.port, `${at}/back`)).status === 200);
});
