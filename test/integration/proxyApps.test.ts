import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { WebSocket } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, ask, routeOf, serve, type TestProxy, testProxy, until } from '../support/proxy';

const programs = path.resolve(import.meta.dirname, '../lab/images/files');

/** Runs one of the lab images' programs as it would run in its container. */
async function run(program: string, env: Record<string, string>) {
  const free = await serve(() => {});
  const { port } = free;
  await free[Symbol.asyncDispose]();
  const child: ChildProcess = spawn('python3', [path.join(programs, program)], {
    env: { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: '1', PORT: String(port), ...env },
    stdio: 'ignore',
  });
  const answers = () =>
    ask(port, '/').then(
      () => true,
      () => false,
    );
  while (!(await answers())) {
    if (child.exitCode !== null) throw new Error(`${program} ended at once`);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  return {
    port,
    async [Symbol.asyncDispose]() {
      child.kill();
      await once(child, 'exit');
    },
  };
}

/** Keeps and sends cookies by path, longest first, as a browser does. */
function cookieJar() {
  const kept: { name: string; value: string; path: string }[] = [];
  return {
    kept,
    take({ cookies }: Answer) {
      for (const cookie of cookies) {
        const [pair = '', ...attributes] = cookie.split('; ');
        const [name = '', ...value] = pair.split('=');
        const at = attributes.find(attribute => attribute.startsWith('Path='))?.slice(5) ?? '/';
        const found = kept.find(one => one.name === name && one.path === at);
        if (found) found.value = value.join('=');
        else kept.push({ name, value: value.join('='), path: at });
      }
    },
    header: (asked: string) =>
      kept
        .filter(({ path: at }) => asked.startsWith(at))
        .sort((a, b) => b.path.length - a.path.length)
        .map(({ name, value }) => `${name}=${value}`)
        .join('; '),
  };
}

describe('programs behind the access proxy', () => {
  let proxy: TestProxy;
  beforeAll(async () => {
    proxy = await testProxy();
  });
  afterAll(() => proxy[Symbol.asyncDispose]());

  it('an RStudio-like server lets its user in through rewritten paths and redirects', async () => {
    await using rstudio = await run('rstudio.py', { PASSWORD: 'secret', USER: 'rstudio' });
    const prefix = proxy.lead(routeOf('e'), rstudio.port, { proxy_rewrite: true, proxy_redirect: true });
    const jar = cookieJar();
    const browse = async (to: string, form?: Record<string, string>, more: Record<string, string> = {}) => {
      const answer = await ask(proxy.port, to, {
        method: form ? 'POST' : 'GET',
        headers: {
          'Sec-Fetch-Site': 'same-origin',
          Cookie: jar.header(to),
          ...(form ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {}),
          ...more,
        },
        ...(form ? { body: new URLSearchParams(form).toString() } : {}),
      });
      jar.take(answer);
      return answer;
    };

    const first = await browse(`${prefix}/`);
    expect(first.status).toBe(302);
    expect(first.headers.location).toBe(`${prefix}/auth-sign-in?appUri=%2F`);
    const page = await browse(first.headers.location ?? '');
    const token = /rs-csrf-token" value="(\w+)"/.exec(page.body)?.[1] ?? '';
    const signIn = (password: string) =>
      browse(`${prefix}/auth-do-sign-in`, {
        username: 'rstudio',
        password,
        appUri: '/',
        'rs-csrf-token': token,
      });
    expect((await signIn('wrong')).headers.location).toMatch(new RegExp(`^${prefix}/auth-sign-in\\?error=1`));
    expect((await signIn('secret')).headers.location).toBe(`${prefix}/`);
    expect((await browse(`${prefix}/`)).body).toContain('rstudio_container');

    const csrf = jar.kept.find(({ name }) => name === 'rs-csrf-token')?.value ?? '';
    const rpc = await browse(`${prefix}/rpc/client_init`, {}, { 'X-CSRF-Token': csrf });
    expect(JSON.parse(rpc.body).result.userIdentity).toBe('rstudio');
    for (const { name, path: at } of jar.kept)
      expect(at).toBe(name === 'rockpool-boundary' ? '/notebooks/' : `${prefix}/`);
  });

  it('a second instance of the same image gets none of the cookies of the first', async () => {
    await using echo = await run('echo.py', {});
    const prefixes = [proxy.lead(routeOf('1'), echo.port), proxy.lead(routeOf('2'), echo.port)];
    const jar = cookieJar();
    const browse = async (to: string) => {
      const headers = { 'Sec-Fetch-Site': 'same-origin', Cookie: jar.header(to) };
      const answer = await ask(proxy.port, to, { headers });
      jar.take(answer);
      return answer.body;
    };
    for (const [n, prefix] of prefixes.entries()) await browse(`${prefix}/cookie?name=sid&value=${n}&Path=/`);
    // What a page's script writes does not pass the proxy.
    jar.kept.push({ name: 'by-script', value: 'of-1', path: '/' });
    jar.kept.push({ name: 'deep', value: 'of-1', path: `${prefixes[0]}/` });
    const cookieOf = async (n: number) =>
      Object.fromEntries(JSON.parse(await browse(`${prefixes[n]}/x`)).headers).Cookie;
    expect(await cookieOf(0)).toBe('sid=0; deep=of-1');
    expect(await cookieOf(1)).toBe('sid=1');
  });

  it('a websocket client talks to its server', async () => {
    await using echo = await run('echo.py', {});
    const prefix = proxy.lead(routeOf('3'), echo.port, { proxy_rewrite: true });
    const socket = new WebSocket(`ws://127.0.0.1:${proxy.port}${prefix}/api/kernels/1/channels?x=1`);
    socket.binaryType = 'arraybuffer';
    const got: unknown[] = [];
    socket.addEventListener('message', ({ data }) => got.push(data));
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', reject);
    });
    await until(() => got.length === 1, 'greeting');
    expect(got[0]).toBe('/api/kernels/1/channels?x=1');
    const large = 'x'.repeat(300_000);
    socket.send('hello');
    socket.send(large);
    socket.send(new Uint8Array([1, 2, 3]));
    await until(() => got.length === 4, 'three answers');
    expect(got.slice(1, 3)).toEqual(['hello', large]);
    expect(new Uint8Array(got[3] as ArrayBuffer)).toEqual(new Uint8Array([1, 2, 3]));
    const closed = new Promise(resolve => socket.addEventListener('close', resolve));
    socket.close();
    await closed;
  });

  it('a Python server streams, redirects, packs, and hangs up', async () => {
    await using echo = await run('echo.py', {});
    const prefix = proxy.lead(routeOf('4'), echo.port, { proxy_rewrite: true, proxy_redirect: true });
    expect((await ask(proxy.port, `${prefix}/chunked?n=3&ms=1`)).body).toBe('piece 0\npiece 1\npiece 2\n');
    expect((await ask(proxy.port, `${prefix}/events?n=2&ms=1`)).body).toBe('data: 0\n\ndata: 1\n\n');
    expect((await ask(proxy.port, `${prefix}/redirect`)).headers.location).toBe(`${prefix}/landed`);
    expect((await ask(proxy.port, `${prefix}/gzip`)).headers['content-encoding']).toBe('gzip');
    expect((await ask(proxy.port, `${prefix}/status/503`)).status).toBe(503);
    expect((await ask(proxy.port, `${prefix}/hang-up`)).status).toBe(502);
    const posted = await ask(proxy.port, `${prefix}/x`, { method: 'POST', body: 'café' });
    expect(JSON.parse(posted.body)).toMatchObject({ method: 'POST', target: '/x', body: 'café' });
  });
});
