import http from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRockpoolError } from '../../driver/model/errors';
import { startAccessProxy } from '../../driver/proxy/index';
import { systemClock } from '../../driver/system';
import {
  ask,
  routeOf,
  serve,
  serveRaw,
  type TestProxy,
  type TestServer,
  testProxy,
  until,
} from '../support/proxy';

/** Says what arrived; what the path asks for goes into the answer's head. */
function mirror(req: http.IncomingMessage, res: http.ServerResponse): void {
  const wanted = new URL(req.url ?? '', 'http://x').searchParams;
  for (const [name, value] of wanted)
    if (name !== 'status') res.appendHeader(name, Buffer.from(value).toString('latin1'));
  res.statusCode = Number(wanted.get('status') ?? 200);
  // Not as a string: Node would send the head as UTF-8 with it.
  res.end(Buffer.from(JSON.stringify({ url: req.url, headers: req.headers })));
}

describe('the access proxy', () => {
  let proxy: TestProxy;
  let target: TestServer;
  const a = routeOf('a');
  const b = routeOf('b');

  beforeAll(async () => {
    [proxy, target] = await Promise.all([testProxy(), serve(mirror)]);
  });
  afterAll(async () => {
    await proxy[Symbol.asyncDispose]();
    await target[Symbol.asyncDispose]();
  });
  const seen = async (...args: Parameters<typeof ask> extends [unknown, ...infer Rest] ? Rest : never) =>
    JSON.parse((await ask(proxy.port, ...args)).body);

  describe('paths', () => {
    it('reach the container whole without proxy_rewrite, and without the prefix with it', async () => {
      const prefix = proxy.lead(a, target.port);
      expect((await seen(`${prefix}/lab/tree?x=/y&z`)).url).toBe(`${prefix}/lab/tree?x=/y&z`);
      proxy.lead(a, target.port, { proxy_rewrite: true });
      expect((await seen(`${prefix}/lab/tree?x=/y&z`)).url).toBe('/lab/tree?x=/y&z');
      expect((await seen(`${prefix}/`)).url).toBe('/');
      expect((await seen(`${prefix}//twice/%2e%2e/a%2Fb`)).url).toBe('//twice/%2e%2e/a%2Fb');
    });

    it('without their slash lead to the one with it', async () => {
      const prefix = proxy.lead(a, target.port);
      const answer = await ask(proxy.port, `${prefix}?x=1`);
      expect([answer.status, answer.headers.location]).toEqual([307, `${prefix}/?x=1`]);
    });

    it('are told by urlOf', () => {
      expect(proxy.urlOf(a)).toBe(`http://127.0.0.1:${proxy.port}/notebooks/${a}/`);
      expect(proxy.url).toBe(`http://127.0.0.1:${proxy.port}`);
    });
  });

  describe('redirects', () => {
    const location = async (to: string, options: object, more: object = {}) => {
      const prefix = proxy.lead(a, target.port, options);
      const path = `${prefix}/?status=302&location=${encodeURIComponent(to)}`;
      return (await ask(proxy.port, path, more)).headers.location;
    };

    it('stay as they are without proxy_redirect', async () => {
      expect(await location('/login', { proxy_rewrite: true })).toBe('/login');
    });

    it('that point at the container become public with it', async () => {
      const on = { proxy_rewrite: true, proxy_redirect: true };
      for (const base of [
        `http://127.0.0.1:${target.port}`,
        `http://localhost:${target.port}`,
        `http://127.0.0.1:${proxy.port}`,
        `http://localhost:${proxy.port}`,
        '',
      ])
        expect(await location(`${base}/login?next=/`, on)).toBe(`/notebooks/${a}/login?next=/`);
      expect(await location('https://example.org/x', on)).toBe('https://example.org/x');
      expect(await location('next', on)).toBe('next');
    });

    it('to the public path are not doubled', async () => {
      const to = `http://127.0.0.1:${target.port}/notebooks/${a}/tree`;
      expect(await location(to, { proxy_redirect: true })).toBe(`/notebooks/${a}/tree`);
    });
  });

  describe('headers', () => {
    it("name the container's own host, and the client's with set_host_header", async () => {
      const prefix = proxy.lead(a, target.port);
      expect((await seen(`${prefix}/`)).headers.host).toBe(`127.0.0.1:${target.port}`);
      proxy.lead(a, target.port, { set_host_header: true });
      const headers = { Host: `localhost:${proxy.port}` };
      expect((await seen(`${prefix}/`, { headers })).headers.host).toBe(`localhost:${proxy.port}`);
    });

    it('say who asked, and for what', async () => {
      const prefix = proxy.lead(a, target.port);
      const { headers } = await seen(`${prefix}/`, {
        headers: { 'X-Forwarded-For': '10.0.0.1', 'X-Forwarded-Proto': 'https', 'X-Real-IP': '10.0.0.1' },
      });
      expect(headers).toMatchObject({
        'x-forwarded-for': '10.0.0.1, 127.0.0.1',
        'x-forwarded-proto': 'http',
        'x-forwarded-host': `127.0.0.1:${proxy.port}`,
        'x-forwarded-port': String(proxy.port),
        'x-real-ip': '127.0.0.1',
      });
    });

    it('carry the token only with bypass_token_authentication, in place of any other', async () => {
      const headers = { Authorization: 'Basic eDp5' };
      const prefix = proxy.lead(a, target.port, {}, { token: 'secret' });
      expect((await seen(`${prefix}/`, { headers })).headers.authorization).toBe('Basic eDp5');
      proxy.lead(a, target.port, { bypass_token_authentication: true }, { token: 'secret' });
      expect((await seen(`${prefix}/`, { headers })).headers.authorization).toBe('token secret');
    });

    it('of the connection stay on the connection', async () => {
      const prefix = proxy.lead(a, target.port);
      const { headers } = await seen(`${prefix}/?X-Hop=1&Connection=X-Hop`, {
        headers: {
          Connection: 'keep-alive, X-Private',
          'X-Private': '1',
          TE: 'trailers',
          'Proxy-Authorization': 'x',
        },
      });
      expect(headers).not.toHaveProperty('x-private');
      expect(headers).not.toHaveProperty('te');
      expect(headers).not.toHaveProperty('proxy-authorization');
      expect((await ask(proxy.port, `${prefix}/?X-Hop=1&Connection=X-Hop`)).headers).not.toHaveProperty(
        'x-hop',
      );
    });

    it('keep their values byte for byte, also where they repeat', async () => {
      const prefix = proxy.lead(a, target.port);
      const answer = await ask(proxy.port, `${prefix}/?X-Twice=1&X-Twice=2&X-Name=caf%C3%A9`);
      expect(answer.headers['x-twice']).toBe('1, 2');
      expect(Buffer.from(String(answer.headers['x-name']), 'latin1').toString()).toBe('café');
    });

    it('keep the route from other sites, and one instance from ruling over all', async () => {
      const prefix = proxy.lead(a, target.port);
      const policy = async (query: string) => (await ask(proxy.port, `${prefix}/?${query}`)).headers;
      expect((await policy(''))['referrer-policy']).toBe('same-origin');
      expect((await policy('Referrer-Policy=no-referrer'))['referrer-policy']).toBe('no-referrer');
      expect((await policy('Referrer-Policy=unsafe-url'))['referrer-policy']).toBe('same-origin');
      expect(await policy('Clear-Site-Data=*')).not.toHaveProperty('clear-site-data');
      expect((await policy('Service-Worker-Allowed=/'))['service-worker-allowed']).toBe(`${prefix}/`);
    });
  });

  describe('cookies', () => {
    const browser = { 'Sec-Fetch-Site': 'same-origin' };

    it('are set for the instance alone', async () => {
      const prefix = proxy.lead(a, target.port);
      const set = encodeURIComponent('sid=1; Path=/; Domain=127.0.0.1; HttpOnly');
      expect((await ask(proxy.port, `${prefix}/?Set-Cookie=${set}`)).cookies).toEqual([
        `sid=1; Path=${prefix}/; HttpOnly`,
      ]);
    });

    it('of a browser reach an instance only from below its own path', async () => {
      const prefix = proxy.lead(a, target.port);
      const first = await ask(proxy.port, `${prefix}/`, { headers: { ...browser, Cookie: 'planted=1' } });
      expect(JSON.parse(first.body).headers).not.toHaveProperty('cookie');
      const boundary = first.cookies[0]?.split(';')[0] ?? '';
      expect(first.cookies[0]).toMatch(/; Path=\/notebooks\/; .*HttpOnly/);
      const second = await ask(proxy.port, `${prefix}/`, {
        headers: { ...browser, Cookie: `own=1; by-script=2; ${boundary}; planted=1` },
      });
      expect(JSON.parse(second.body).headers.cookie).toBe('own=1; by-script=2');
      expect(second.cookies).toEqual([]);
    });

    it('of a program reach only the instance that set them', async () => {
      const prefixes = [proxy.lead(a, target.port), proxy.lead(b, target.port)];
      await ask(proxy.port, `${prefixes[0]}/?Set-Cookie=token-of-a%3D1`);
      const headers = { Cookie: 'token-of-a=1' };
      expect((await seen(`${prefixes[0]}/`, { headers })).headers.cookie).toBe('token-of-a=1');
      expect((await seen(`${prefixes[1]}/`, { headers })).headers).not.toHaveProperty('cookie');
    });
  });

  describe('what is not a notebook', () => {
    const html = { Accept: 'text/html,*/*', 'Sec-Fetch-Dest': 'document' };

    it('gets a page for people and a sentence for programs', async () => {
      const page = await ask(proxy.port, `/notebooks/${routeOf('0')}/`, { headers: html });
      expect(page.status).toBe(404);
      expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(page.body).toContain('There is no notebook here');
      expect(page.body).not.toMatch(/<script|src=|href=/);
      expect(page.headers['content-security-policy']).toContain("default-src 'none'");
      const text = await ask(proxy.port, '/favicon.ico');
      expect([text.status, text.headers['content-type']]).toEqual([404, 'text/plain; charset=utf-8']);
    });

    it('says that an instance has ended', async () => {
      const prefix = proxy.lead(b, target.port, {}, { state: 'ended' });
      const page = await ask(proxy.port, `${prefix}/lab`, { headers: html });
      expect([page.status, page.body.includes('has ended')]).toEqual([404, true]);
    });

    it('tries again by itself while the instance starts, and while its port refuses', async () => {
      const gone = await serve(mirror);
      await gone[Symbol.asyncDispose]();
      for (const more of [{ state: 'starting' as const }, {}]) {
        const prefix = proxy.lead(b, gone.port, {}, more);
        const page = await ask(proxy.port, `${prefix}/`, { headers: html });
        expect([page.status, page.headers['retry-after']]).toEqual([503, '2']);
        expect(page.body).toContain('<meta http-equiv="refresh" content="2">');
        const upload = await ask(proxy.port, `${prefix}/`, { method: 'POST', body: Buffer.alloc(5_000_000) });
        expect([upload.status, upload.headers['content-type']]).toEqual([503, 'text/plain; charset=utf-8']);
      }
      const prefix = proxy.lead(b, target.port);
      expect((await ask(proxy.port, `${prefix}/`, { headers: html })).status).toBe(200);
    });

    it('says that an instance broke off or sent nonsense', async () => {
      let connections = 0;
      await using nonsense = await serveRaw(socket => socket.once('data', () => socket.end('SSH-2.0-x\r\n')));
      await using mute = await serveRaw(socket => {
        connections += 1;
        socket.once('data', () => socket.destroy());
      });
      const first = await ask(proxy.port, `${proxy.lead(b, nonsense.port)}/`, { headers: html });
      expect([first.status, first.body.includes('did not answer')]).toEqual([502, true]);
      const path = `${proxy.lead(b, mute.port)}/`;
      expect((await ask(proxy.port, path, { headers: html })).status).toBe(502);
      expect(connections).toBe(2);
      expect((await ask(proxy.port, path, { method: 'POST', body: 'x' })).status).toBe(502);
      expect(connections).toBe(3);
    });

    it('is not served under another name, nor to another page', async () => {
      const prefix = proxy.lead(a, target.port);
      const status = async (headers: Record<string, string>, method = 'GET') =>
        (await ask(proxy.port, `${prefix}/`, { headers, method })).status;
      expect(await status({ Host: `evil.example:${proxy.port}` })).toBe(403);
      expect(await status({ Origin: 'http://evil.example' }, 'POST')).toBe(403);
      expect(await status({ Origin: 'http://127.0.0.1:1' }, 'POST')).toBe(403);
      expect(await status({ Origin: `http://127.0.0.1:${proxy.port}` }, 'POST')).toBe(200);
      expect(await status({ 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Dest': 'script' })).toBe(403);
      const link = {
        'Sec-Fetch-Site': 'cross-site',
        'Sec-Fetch-Mode': 'navigate',
        'Sec-Fetch-Dest': 'document',
      };
      expect(await status(link)).toBe(200);
    });
  });

  it('keeps connections to a container, and connects anew when one was closed meanwhile', async () => {
    await using server = await serve(mirror);
    const prefix = proxy.lead(b, server.port);
    for (let n = 0; n < 20; n++) expect((await ask(proxy.port, `${prefix}/${n}`)).status).toBe(200);
    expect(server.connections).toHaveLength(1);
    server.connections[0]?.destroy();
    expect((await ask(proxy.port, `${prefix}/again`)).status).toBe(200);
    expect(server.connections).toHaveLength(2);
  });

  it('keeps the connection of a client over many requests, pages included', async () => {
    const prefix = proxy.lead(a, target.port);
    using agent = Object.assign(new http.Agent({ keepAlive: true, maxSockets: 1 }), {
      [Symbol.dispose]: () => agent.destroy(),
    });
    const ports = new Set<unknown>();
    agent.on('free', socket => ports.add(socket.localPort));
    for (const path of [`${prefix}/`, '/nowhere', `${prefix}/`, `${prefix}`, `${prefix}/`])
      await ask(proxy.port, path, { agent });
    expect(ports.size).toBe(1);
  });

  it('follows an instance to another port at once', async () => {
    await using second = await serve((_, res) => res.end('second'));
    const prefix = proxy.lead(b, target.port);
    await ask(proxy.port, `${prefix}/`);
    proxy.lead(b, second.port);
    expect((await ask(proxy.port, `${prefix}/`)).body).toBe('second');
  });

  it('never logs a token or a whole route', async () => {
    const prefix = proxy.lead(b, 1, { bypass_token_authentication: true }, { token: 'top-secret' });
    await ask(proxy.port, `${prefix}/`);
    expect(proxy.logged.length).toBeGreaterThan(0);
    expect(proxy.logged.join()).not.toMatch(new RegExp(`top-secret|${b}`));
  });

  it('ends what is still open when its instance has ended and another is opened', async () => {
    const waiting: http.ServerResponse[] = [];
    await using server = await serve((_, res) => void waiting.push(res));
    const asked = ask(proxy.port, `${proxy.lead(b, server.port)}/`);
    await until(() => waiting.length === 1, 'request');
    proxy.lead(b, server.port, {}, { state: 'ended' });
    await ask(proxy.port, `${proxy.lead(routeOf('9'), target.port)}/`);
    expect((await asked).status).toBe(502);
  });

  it('answers when where to go cannot be told', async () => {
    const { get } = proxy.routes;
    proxy.routes.get = () => {
      throw new Error('no state');
    };
    const { status } = await ask(proxy.port, `/notebooks/${a}/`);
    proxy.routes.get = get;
    expect(status).toBe(500);
    expect(proxy.logged.at(-1)).toContain('no state');
  });

  it('says what to do when its port is taken', async () => {
    const { log } = console;
    const failed = startAccessProxy({
      port: proxy.port,
      clock: systemClock,
      log: { debug: log, info: log, warn: log, error: log },
      lookup: () => undefined,
    });
    const error = await failed.catch((thrown: unknown) => thrown);
    expect(isRockpoolError(error) && error.value.code).toBe('PROXY_PORT_TAKEN');
  });
});
