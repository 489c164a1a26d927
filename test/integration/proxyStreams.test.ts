import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, routeOf, serve, serveRaw, type TestProxy, testProxy, until } from '../support/proxy';

const MB = 1024 * 1024;

/** The same pseudo-random bytes again and again, told apart by place: a piece out of order changes the digest. */
function* pieces(total: number, size: number) {
  const noise = randomBytes(size);
  for (let sent = 0, n = 0; sent < total; n++) {
    const piece = Buffer.from(noise.subarray(0, Math.min(size, total - sent)));
    piece.writeUInt32BE(n, 0);
    sent += piece.length;
    yield piece;
  }
}

describe('what streams through the access proxy', () => {
  let proxy: TestProxy;
  const route = routeOf('c');

  beforeAll(async () => {
    proxy = await testProxy();
  });
  afterAll(() => proxy[Symbol.asyncDispose]());

  async function open(path: string, options: http.RequestOptions = {}) {
    const req = http.request({ host: '127.0.0.1', port: proxy.port, path, agent: false, ...options });
    if (options.method === undefined) req.end();
    const [res] = (await once(req, 'response')) as [IncomingMessage];
    return { req, res };
  }

  it.each([
    ['of known length', true, 0],
    ['in chunks', false, 0],
    ['to a slow reader', true, 2],
    ['in chunks to a slow reader', false, 2],
  ])('arrives whole: 100 MB %s', async (_, known, pauseMs) => {
    const sent = createHash('sha256');
    await using server = await serve((_, res) => {
      if (known) res.setHeader('Content-Length', 100 * MB);
      Readable.from(
        (function* () {
          for (const piece of pieces(100 * MB, 300_000)) {
            sent.update(piece);
            yield piece;
          }
        })(),
      ).pipe(res);
    });
    const { res } = await open(`${proxy.lead(route, server.port)}/`);
    const received = createHash('sha256');
    let bytes = 0;
    for await (const piece of res) {
      received.update(piece);
      bytes += piece.length;
      if (pauseMs > 0 && bytes % 7 === 0) await new Promise(resolve => setTimeout(resolve, pauseMs));
    }
    expect(bytes).toBe(100 * MB);
    expect(received.digest('hex')).toBe(sent.digest('hex'));
  });

  it('arrives whole where many downloads of one container run at once, some slow, some given up', async () => {
    await using server = await serve((req, res) => {
      const size = Number(new URL(req.url ?? '', 'http://x').searchParams.get('size'));
      const all = Buffer.concat([...pieces(size, 50_000)]);
      res.setHeader('Content-Length', size);
      res.setHeader('X-Digest', createHash('sha256').update(all).digest('hex'));
      res.end(all);
    });
    const prefix = proxy.lead(route, server.port);
    const download = async (n: number) => {
      const { res } = await open(`${prefix}/?size=${(1 + (n % 8)) * 2 * MB}`);
      const hash = createHash('sha256');
      for await (const piece of res) {
        if (n % 6 === 0) return true;
        hash.update(piece);
        if (n % 3 === 0) await new Promise(resolve => setTimeout(resolve, 1));
      }
      return hash.digest('hex') === res.headers['x-digest'];
    };
    expect(await Promise.all(Array.from({ length: 24 }, (_, n) => download(n)))).not.toContain(false);
  });

  it.each([
    ['closes as soon as it has sent all', 'Connection: close\r\n'],
    ['tells the length by closing', ''],
  ])('arrives whole at a slow reader from a container that %s', async (_, header) => {
    const size = 12 * MB;
    const length = header ? `Content-Length: ${size}\r\n` : '';
    await using server = await serveRaw(socket =>
      socket.once('data', () => {
        socket.write(`HTTP/1.1 200 OK\r\n${header}${length}\r\n`);
        socket.end(Buffer.alloc(size, 'x'));
      }),
    );
    for (let pauseMs = 0; pauseMs < 40; pauseMs += 4) {
      const { res } = await open(`${proxy.lead(route, server.port)}/`);
      let bytes = 0;
      for await (const piece of res) {
        if (bytes === 0 || bytes > size - 3 * MB) await new Promise(resolve => setTimeout(resolve, pauseMs));
        bytes += piece.length;
      }
      expect(bytes).toBe(size);
    }
  });

  it('goes up whole: 100 MB, with and without a length', async () => {
    await using server = await serve(async (req, res) => {
      const hash = createHash('sha256');
      for await (const piece of req) hash.update(piece);
      res.end(`${req.headers['content-length']} ${hash.digest('hex')}`);
    });
    const path = `${proxy.lead(route, server.port)}/`;
    for (const length of [String(100 * MB), undefined]) {
      const hash = createHash('sha256');
      const req = http.request({
        host: '127.0.0.1',
        port: proxy.port,
        path,
        method: 'PUT',
        agent: false,
        headers: length ? { 'Content-Length': length } : {},
      });
      Readable.from(
        (function* () {
          for (const piece of pieces(100 * MB, 100_000)) {
            hash.update(piece);
            yield piece;
          }
        })(),
      ).pipe(req);
      const [res] = (await once(req, 'response')) as [IncomingMessage];
      let body = '';
      for await (const piece of res) body += piece;
      expect(body).toBe(`${length} ${hash.digest('hex')}`);
    }
  });

  it('is not gathered: events arrive one by one, the head before the first of them', async () => {
    const written: (() => void)[] = [];
    await using server = await serve((_, res) => {
      res.writeHead(200, { 'Content-Type': 'text/event-stream' });
      res.flushHeaders();
      written.push(
        () => res.write('data: 1\n\n'),
        () => res.write('data: 2\n\n'),
        () => res.end(),
      );
    });
    const { res } = await open(`${proxy.lead(route, server.port)}/`);
    const seen: string[] = [];
    res.on('data', piece => seen.push(String(piece)));
    for (const [n, write] of written.entries()) {
      expect(seen).toHaveLength(n);
      write();
      if (n < 2) await until(() => seen.length === n + 1, `event ${n + 1}`);
    }
    await once(res, 'end');
    expect(seen).toEqual(['data: 1\n\n', 'data: 2\n\n']);
  });

  it('reaches the container as it is sent, not when it is all there', async () => {
    let arrived = 0;
    await using server = await serve((req, res) => {
      req.on('data', piece => {
        arrived += piece.length;
      });
      req.on('end', () => res.end());
    });
    const req = http.request({
      host: '127.0.0.1',
      port: proxy.port,
      path: `${proxy.lead(route, server.port)}/`,
      method: 'POST',
      agent: false,
    });
    for (const n of [1, 2, 3]) {
      req.write('x'.repeat(10));
      await until(() => arrived === n * 10, `piece ${n}`);
    }
    req.end();
    await once(req, 'response');
  });

  it('waits for a client that does not read, without filling memory', async () => {
    let sent = 0;
    await using server = await serve((_, res) => {
      const piece = Buffer.alloc(MB);
      const go = () => {
        while (sent < 200 * MB) {
          sent += MB;
          if (!res.write(piece)) return void res.once('drain', go);
        }
        res.end();
      };
      go();
    });
    const { res } = await open(`${proxy.lead(route, server.port)}/`);
    res.pause();
    let before = -1;
    while (before !== sent) {
      before = sent;
      await new Promise(resolve => setTimeout(resolve, 300));
    }
    expect(sent).toBeLessThan(60 * MB);
    let received = 0;
    for await (const piece of res) received += piece.length;
    expect(received).toBe(200 * MB);
  });

  it.each([
    ['a download', 'GET', '/download', undefined],
    ['an upload', 'POST', '/', 'half of it'],
    ['a wait for an answer', 'GET', '/', undefined],
  ])('ends for the container when the client goes: %s', async (_, method, path, body) => {
    const events: string[] = [];
    await using server = await serve((req, res) => {
      events.push('asked');
      req.on('error', () => {}).resume();
      res.on('close', () => events.push('closed'));
      if (path === '/download') res.write('begun');
    });
    const req = http.request({
      host: '127.0.0.1',
      port: proxy.port,
      path: proxy.lead(route, server.port) + path,
      method,
      agent: false,
    });
    req.on('error', () => {}).on('response', res => res.on('error', () => {}).resume());
    if (body) req.write(body);
    else req.end();
    await until(() => events.length === 1, 'request');
    await new Promise(resolve => setTimeout(resolve, 50));
    req.destroy();
    await until(() => events.length === 2, 'end');
    expect(events).toEqual(['asked', 'closed']);
  });

  it('breaks off for the client when the container does, so that a part is not taken for the whole', async () => {
    await using server = await serveRaw(socket =>
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf');
        setTimeout(() => socket.destroy(), 50);
      }),
    );
    const { res } = await open(`${proxy.lead(route, server.port)}/`);
    const read = async () => {
      for await (const _ of res);
    };
    await expect(read()).rejects.toThrow('aborted');
  });

  it('is shared out over at most 128 connections to a container, and those who gave up make room', async () => {
    const waiting: http.ServerResponse[] = [];
    await using server = await serve((_, res) => void waiting.push(res));
    const path = `${proxy.lead(route, server.port)}/`;
    const requests = Array.from({ length: 140 }, () =>
      http.get({ host: '127.0.0.1', port: proxy.port, path, agent: false }).on('error', () => {}),
    );
    await until(() => waiting.length === 128, '128 at once');
    await new Promise(resolve => setTimeout(resolve, 100));
    expect(waiting).toHaveLength(128);
    for (const req of requests) req.destroy();
    const last = ask(proxy.port, path);
    await until(() => waiting.length === 129, 'one more');
    waiting[128]?.end('served');
    expect((await last).body).toBe('served');
  });

  it('ends when the proxy is closed, whatever is open', async () => {
    const other = await testProxy();
    await using server = await serve((_, res) => void res.write('begun'));
    const req = http.get(`${other.url}${other.lead(route, server.port)}/`, { agent: false });
    const [res] = (await once(req, 'response')) as [IncomingMessage];
    const ended = new Promise(resolve => res.once('close', resolve));
    res.on('error', () => {}).resume();
    await other[Symbol.asyncDispose]();
    await ended;
    await until(() => server.connections.every(({ destroyed }) => destroyed), 'end at the container');
  });
});
