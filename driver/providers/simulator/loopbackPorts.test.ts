import http from 'node:http';
import net from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { ContainerSpec } from '../../engine';
import type { Host } from '../../model/host';
import { systemClock } from '../../system';
import { fasterClock } from './clocks';
import { createSimulator, type Simulator } from './index';

const { signal } = new AbortController();
const image = `sha256:${'a'.repeat(64)}`;
const instantly = { min: 0, max: 0 };

let simulator: Simulator;
afterEach(async () => simulator[Symbol.asyncDispose]());

/** A demo that runs a thousand times as fast, with a running container called `<b>`. */
async function start() {
  simulator = createSimulator({
    clock: fasterClock(systemClock, 1_000),
    demo: true,
    settings: { images: [image], apiLatencyMs: instantly, engineLatencyMs: instantly },
  });
  await simulator.provider('pool', 'controller').create({ id: 'pb_dd_1' } as Host, { signal });
  const [machine] = simulator.world.machines();
  if (!machine) throw new Error('no machine');
  await simulator.clock.sleep(machine.engineAt + 1_000);
  const engine = simulator.engine(`sim://${machine.providerId}`);
  const marks: ContainerSpec['marks'] = {
    ...{ controller: 'c', pool: 'pool', host: 'pb_dd_1', instance: 'i', blueprint: 'b', user: 'ada' },
    ...{ slots: 1, route: 'f'.repeat(32), port: 8080, created: 0, lifetime: 0 },
  };
  const own = { name: '<b>', imageId: image, command: [], environment: {}, port: 8080, memoryMiB: 512 };
  const id = await engine.create({ ...own, marks });
  await engine.start(id);
  return { engine, id };
}

async function get(port: number, path: string): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    http
      .get({ host: '127.0.0.1', port, path, agent: false }, async response => {
        let text = '';
        for await (const chunk of response) text += chunk;
        resolve({ status: response.statusCode, text });
      })
      .on('error', reject);
  });
}
const isRefused = (port: number) =>
  new Promise<boolean>(resolve => {
    const socket = net.connect({ host: '127.0.0.1', port }, () => resolve(false));
    socket.on('error', () => resolve(true)).on('connect', () => socket.destroy());
  });

describe('the demo', () => {
  it('listens on loopback once the port is asked for, and answers when the container is ready', async () => {
    const { engine, id } = await start();
    expect((await engine.list('c'))[0]?.hostPort).toBeUndefined();
    const { hostPort = 0 } = await engine.inspect(id);
    expect((await engine.list('c'))[0]?.hostPort).toBe(hostPort);
    while ((await engine.look?.(hostPort, '/', { signal })) !== 'http');
    const { status, text } = await get(hostPort, '/lab?<script>');
    expect(status).toBe(200);
    expect(text).toContain('Simulated');
    expect(text).toContain('&#60;b&#62;');
    expect(text).not.toContain('<script>');
  });

  it('listens no more when the container is removed', async () => {
    const { engine, id } = await start();
    const { hostPort = 0 } = await engine.inspect(id);
    expect(await isRefused(hostPort)).toBe(false);
    await engine.remove(id);
    expect(await isRefused(hostPort)).toBe(true);
  });

  it('drops who asks for a container whose host has died', async () => {
    const { engine, id } = await start();
    const { hostPort = 0 } = await engine.inspect(id);
    simulator.inject({ name: 'hostDies' });
    await expect(get(hostPort, '/')).rejects.toThrow();
  });

  it('leaves no listener behind', async () => {
    const { engine, id } = await start();
    const { hostPort = 0 } = await engine.inspect(id);
    await simulator[Symbol.asyncDispose]();
    expect(await isRefused(hostPort)).toBe(true);
  });
});
