import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import net from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, routeOf, serve, serveRaw, type TestProxy, testProxy } from '../support/proxy';

describe('in the less usual exchanges of HTTP the access proxy', () => {
  let proxy: TestProxy;
  const route = routeOf('c');

  beforeAll(async () => {
    proxy = await testProxy();
  });
  afterAll(() => proxy[Symbol.asyncDispose]());

  it('takes an answer that ends with the connection, as HTTP/1.0 had it', async () => {
    await using server = await serveRaw(socket =>
      socket.once('data', () => socket.end('HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nall of it')),
    );
    expect((await ask(proxy.port, `${proxy.lead(route, server.port)}/`)).body).toBe('all of it');
  });

  it('hears an answer that comes before the upload is through, and goes on with the connection', async () => {
    await using server = await serve((req, res) => {
      if (req.method === 'GET') return void res.end('still here');
      res.writeHead(413).end('too much');
    });
    const prefix = proxy.lead(route, server.port);
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const answer = await ask(proxy.port, `${prefix}/`, {
      method: 'POST',
      body: Buffer.alloc(20 * 1024 * 1024),
      agent,
    });
    expect([answer.status, answer.body]).toEqual([413, 'too much']);
    expect((await ask(proxy.port, `${prefix}/`, { agent })).body).toBe('still here');
    agent.destroy();
  });

  it('takes HEAD, 204, 304, an informational answer first, and HTTP/1.0 clients', async () => {
    await using server = await serve((req, res) => {
      if (req.url?.endsWith('/early')) res.writeEarlyHints({ link: '</a.css>; rel=preload' });
      res.statusCode = Number(/\d+$/.exec(req.url ?? '')?.[0] ?? 200);
      if (req.method === 'HEAD') res.setHeader('Content-Length', 1234);
      res.end(res.statusCode === 200 && req.method !== 'HEAD' ? 'body' : undefined);
    });
    const prefix = proxy.lead(route, server.port);
    const head = await ask(proxy.port, `${prefix}/`, { method: 'HEAD' });
    expect([head.status, head.headers['content-length'], head.body]).toEqual([200, '1234', '']);
    for (const status of [204, 304])
      expect((await ask(proxy.port, `${prefix}/${status}`)).status).toBe(status);
    expect((await ask(proxy.port, `${prefix}/early`)).body).toBe('body');

    const old = net.connect(proxy.port, '127.0.0.1');
    old.write(`GET ${prefix}/ HTTP/1.0\r\nHost: 127.0.0.1:${proxy.port}\r\n\r\n`);
    let text = '';
    for await (const piece of old) text += piece;
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\nbody$/);
    expect(text).not.toMatch(/transfer-encoding/i);
  });

  it('answers Expect: 100-continue itself', async () => {
    await using server = await serve(async (req, res) => {
      let body = '';
      for await (const piece of req) body += piece;
      res.end(`${req.headers.expect} ${body}`);
    });
    const req = http.request({
      host: '127.0.0.1',
      port: proxy.port,
      path: `${proxy.lead(route, server.port)}/`,
      method: 'POST',
      agent: false,
      headers: { Expect: '100-continue', 'Content-Length': 4 },
    });
    req.flushHeaders();
    await once(req, 'continue');
    req.end('data');
    const [res] = (await once(req, 'response')) as [IncomingMessage];
    expect(String(await res.toArray())).toBe('undefined data');
  });
});
