import http from 'node:http';
import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Clock } from '../model/clock';
import { systemClock } from '../system';
import { HTTP_LIMIT_MS, LISTEN_LIMIT_MS, lookAtPort, waitReady } from './ready';

const { signal } = new AbortController();
const open: (Server | Socket)[] = [];
afterEach(() => {
  for (const end of open.splice(0)) {
    if ('destroy' in end) end.destroy();
    else end.close();
  }
});

async function listen(server: Server, wanted = 0): Promise<number> {
  open.push(server);
  server.on('connection', socket => open.push(socket));
  await new Promise<void>(resolve => server.listen(wanted, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
const web = () => listen(http.createServer((_, response) => response.writeHead(404).end()));
/** As Docker's own proxy does while nobody listens inside. */
const hangsUp = () => listen(net.createServer(socket => socket.destroy()));
const speaksOther = () =>
  listen(net.createServer(socket => void socket.on('error', () => undefined).end('SSH-2.0-x\r\n')));
async function nobody(): Promise<number> {
  const server = net.createServer();
  const port = await listen(server);
  await new Promise(resolve => server.close(resolve));
  return port;
}

/** A clock on which each pause takes `speed` times as long as it says. */
function fastClock(speed: number): Clock {
  let ahead = 0;
  return {
    ...systemClock,
    monotonic: () => systemClock.monotonic() + ahead,
    async sleep(ms, options) {
      ahead += ms * speed;
      await systemClock.sleep(Math.min(ms, 300), options);
    },
  };
}

describe('a look at a port', () => {
  it('tells who is there', async () => {
    expect(await lookAtPort(await web(), '/', { signal })).toBe('http');
    expect(await lookAtPort(await hangsUp(), '/', { signal })).toBe('silent');
    expect(await lookAtPort(await speaksOther(), '/', { signal })).toBe('open');
    expect(await lookAtPort(await nobody(), '/', { signal })).toBe('refused');
  });

  it("goes the way that leads to the port, where it is another machine's", async () => {
    const there = await web();
    const asked: number[] = [];
    const connect = async (port: number) => {
      asked.push(port);
      return net.connect({ host: '127.0.0.1', port: there });
    };
    expect(await lookAtPort(1, '/', { signal, connect })).toBe('http');
    const refused = async () => Promise.reject(Object.assign(new Error('nobody'), { code: 'ECONNREFUSED' }));
    expect(await lookAtPort(1, '/', { signal, connect: refused })).toBe('refused');
    expect(asked).toEqual([1]);
  });

  it('ends with its signal', async () => {
    const abort = new AbortController();
    const port = await listen(net.createServer(socket => void socket.on('error', () => undefined)));
    const looking = lookAtPort(port, '/', { signal: abort.signal });
    abort.abort();
    await expect(looking).rejects.toThrow('aborted');
  });
});

describe('waiting until a port is ready', () => {
  const checkAlive = async () => undefined;

  it('ends with the first HTTP answer, whatever it says', async () => {
    const port = await nobody();
    const waiting = waitReady(port, { path: '/', clock: systemClock, signal, checkAlive });
    const server = http.createServer((_, response) => response.writeHead(403).end());
    await listen(server, port);
    expect(await waiting).toBe('http');
  });

  it('takes after a minute what keeps connections though it speaks no HTTP', async () => {
    const clock = fastClock(500);
    const begun = clock.monotonic();
    expect(await waitReady(await speaksOther(), { path: '/', clock, signal, checkAlive })).toBe('open');
    expect(clock.monotonic() - begun).toBeGreaterThanOrEqual(HTTP_LIMIT_MS);
  });

  it('is over when nobody has listened for too long', async () => {
    const clock = fastClock(500);
    const begun = clock.monotonic();
    expect(await waitReady(await hangsUp(), { path: '/', clock, signal, checkAlive })).toBe('silent');
    expect(clock.monotonic() - begun).toBeGreaterThanOrEqual(LISTEN_LIMIT_MS);
  });

  it('is over as soon as the container is known to have ended', async () => {
    const dead = new Error('It has ended.');
    const waiting = waitReady(await nobody(), {
      path: '/',
      clock: systemClock,
      signal,
      async checkAlive() {
        throw dead;
      },
    });
    await expect(waiting).rejects.toBe(dead);
  });
});
