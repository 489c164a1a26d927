import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { listening, selfSigned } from '../testing/loopback.ts';
import { undiciTransport } from './undiciTransport.ts';

afterEach(() => vi.unstubAllEnvs());

/** A proxy on 127.0.0.1 that lets everything through to loopback, whatever the name, and notes what it is asked. */
async function proxied() {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? '');
    asked.push(`${request.method} ${url.hostname}`);
    const onward = http.request(
      {
        host: '127.0.0.1',
        port: url.port,
        path: url.pathname,
        method: request.method,
        headers: request.headers,
      },
      answer => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    request.pipe(onward);
  });
  server.on('connect', (request, socket) => {
    const [host = '', port = ''] = (request.url ?? '').split(':');
    asked.push(`CONNECT ${host}`);
    const onward = net.connect(Number(port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    for (const end of [onward, socket]) end.on('error', () => undefined);
  });
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => sockets.add(socket));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const name of ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY']) vi.stubEnv(name, url);
  for (const name of ['no_proxy', 'NO_PROXY']) vi.stubEnv(name, '');
  return {
    asked,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
const ask = (url: string, tls = {}) =>
  undiciTransport(tls)({ method: 'GET', url, headers: {}, signal: AbortSignal.timeout(10_000) });

test('a cloud behind a proxy is asked through it, by a name that only the proxy knows', async () => {
  await using cloud = await listening((_, response) => response.end('{"from":"cloud"}'));
  await using proxy = await proxied();
  const answer = await ask(`http://cloud.invalid:${cloud.port}/v3`);
  expect([answer.status, answer.body]).toEqual([200, '{"from":"cloud"}']);
  expect(proxy.asked).toHaveLength(1);
  expect(proxy.asked[0]).toMatch(/^(GET|CONNECT) cloud\.invalid$/);
});

test('over TLS the proxy is a mere tunnel: the certificate of the cloud is looked at, and its own CA is heeded', async () => {
  await using cloud = await listening((_, response) => response.end('{}'), { tls: true });
  await using proxy = await proxied();
  const url = `https://localhost:${cloud.port}/v3`;
  await expect(ask(url)).rejects.toThrow(/self.signed/);
  expect(cloud.requests()).toBe(0);
  expect((await ask(url, { ca: selfSigned.cert })).status).toBe(200);
  expect((await ask(url, { verify: false })).status).toBe(200);
  expect(new Set(proxy.asked)).toEqual(new Set(['CONNECT localhost']));
});

test('what NO_PROXY lists is asked directly', async () => {
  await using cloud = await listening((_, response) => response.end('{}'));
  await using proxy = await proxied();
  for (const name of ['no_proxy', 'NO_PROXY']) vi.stubEnv(name, '127.0.0.1');
  expect((await ask(`http://127.0.0.1:${cloud.port}/v3`)).status).toBe(200);
  expect(proxy.asked).toEqual([]);
});
