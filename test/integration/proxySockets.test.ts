import { once } from 'node:events';
import http from 'node:http';
import net, { type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routeOf, serveRaw, type TestProxy, testProxy, until } from '../support/proxy';

const switching = [
  'HTTP/1.1 101 Switching Protocols',
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
];

/** A server that agrees to every handshake at once, sends `first` with it, and gives the connection to `then`. */
const agreeing = (then: (socket: Socket, head: string) => void, lines: string[] = [], first = '') =>
  serveRaw(socket => {
    let head = '';
    const read = (piece: Buffer) => {
      head += piece.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      socket.off('data', read);
      socket.write(`${[...switching, ...lines].join('\r\n')}\r\n\r\n${first}`, 'latin1');
      then(socket, head);
    };
    socket.on('data', read);
  });

describe('websockets through the access proxy', () => {
  let proxy: TestProxy;
  const route = routeOf('d');

  beforeAll(async () => {
    proxy = await testProxy();
  });
  afterAll(() => proxy[Symbol.asyncDispose]());

  /** Asks for a websocket; gives the connection and what has come so far, with the head. */
  async function dial(path: string, headers: Record<string, string> = {}, early = '') {
    const socket = net.connect({ port: proxy.port, host: '127.0.0.1', allowHalfOpen: true });
    socket.on('error', () => {});
    const lines = Object.entries({
      Host: `127.0.0.1:${proxy.port}`,
      Connection: 'keep-alive, Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Version': '13',
      ...headers,
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n${early}`, 'latin1');
    const got = { text: '', ended: false };
    socket.on('data', piece => {
      got.text += piece.toString('latin1');
    });
    socket.on('end', () => {
      got.ended = true;
    });
    await until(() => got.text.includes('\r\n\r\n') || socket.destroyed, 'an answer');
    return { socket, got };
  }

  it('carry bytes both ways as they come, with what came along with either head', async () => {
    await using server = await agreeing(
      socket => socket.on('data', piece => socket.write(piece)),
      [],
      'hello ',
    );
    const { socket, got } = await dial(`${proxy.lead(route, server.port)}/ws`, {}, 'early ');
    await until(() => got.text.endsWith('hello early '), 'both greetings');
    for (const text of ['one ', 'two ', 'three ']) {
      socket.write(text);
      await until(() => got.text.endsWith(text), text);
    }
    socket.destroy();
  });

  it('keep the handshake: protocols, keys, no more than one of each', async () => {
    let head = '';
    await using server = await agreeing(
      (_, seen) => {
        head = seen;
      },
      ['Sec-WebSocket-Protocol: v1.kernel', 'Set-Cookie: a=1; Path=/'],
    );
    const prefix = proxy.lead(
      route,
      server.port,
      { bypass_token_authentication: true, proxy_rewrite: true },
      { token: 'secret' },
    );
    const { got, socket } = await dial(`${prefix}/api?x=1`, {
      'Sec-WebSocket-Protocol': 'v1.kernel',
      Origin: `http://127.0.0.1:${proxy.port}`,
    });
    expect(head).toMatch(/^GET \/api\?x=1 HTTP\/1\.1\r\n/);
    expect(head.match(/^connection: upgrade\r$/gim)).toHaveLength(1);
    expect(head.match(/^upgrade: websocket\r$/gim)).toHaveLength(1);
    expect(head).toContain(`Host: 127.0.0.1:${server.port}\r\n`);
    expect(head).toContain('Authorization: token secret\r\n');
    expect(head).toContain('X-Forwarded-For: 127.0.0.1\r\n');
    expect(got.text).toMatch(/^HTTP\/1\.1 101 /);
    expect(got.text.match(/^connection: upgrade\r$/gim)).toHaveLength(1);
    expect(got.text).toContain('Sec-WebSocket-Protocol: v1.kernel\r\n');
    expect(got.text).toContain(`Set-Cookie: a=1; Path=${prefix}/\r\n`);
    socket.destroy();
  });

  it('hear a container that refuses the handshake', async () => {
    await using server = await serveRaw(socket =>
      socket.once('data', () =>
        socket.write(
          'HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nnot \r\n3\r\nyou\r\n0\r\n\r\n',
        ),
      ),
    );
    const { got } = await dial(`${proxy.lead(route, server.port)}/`);
    await until(() => got.ended, 'the end');
    expect(got.text).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
    expect(got.text).toMatch(/connection: close\r\n/i);
    expect(got.text.replaceAll(/\r\n\d?\r\n/g, '')).toContain('not ');
  });

  it('are refused to other sites, other names, and where there is no notebook', async () => {
    await using server = await agreeing(() => {});
    const prefix = proxy.lead(route, server.port);
    const status = async (path: string, headers = {}) => {
      const { got, socket } = await dial(path, headers);
      socket.destroy();
      return Number(got.text.slice(9, 12));
    };
    expect(await status(`${prefix}/`)).toBe(101);
    expect(await status(`${prefix}/`, { Origin: `http://localhost:${proxy.port}` })).toBe(101);
    expect(await status(`${prefix}/`, { Origin: 'http://evil.example' })).toBe(403);
    expect(await status(`${prefix}/`, { Origin: 'http://127.0.0.1:9999' })).toBe(403);
    expect(await status(`${prefix}/`, { Origin: 'null' })).toBe(403);
    expect(await status(`${prefix}/`, { Host: `evil.example:${proxy.port}` })).toBe(403);
    expect(await status(`/notebooks/${routeOf('0')}/`)).toBe(404);
    proxy.lead(route, 1);
    expect(await status(`${prefix}/`)).toBe(503);
    proxy.lead(route, server.port, {}, { state: 'ended' });
    expect(await status(`${prefix}/`)).toBe(404);
  });

  it('end for one side when the other goes, cleanly or not', async () => {
    const servers: Socket[] = [];
    await using server = await agreeing(socket => {
      servers.push(socket);
      socket.resume();
    });
    const prefix = proxy.lead(route, server.port);
    for (const who of ['client', 'server'] as const) {
      for (const how of ['destroy', 'resetAndDestroy'] as const) {
        const { socket } = await dial(`${prefix}/`);
        const other = servers.at(-1) as Socket;
        const [goes, stays] = who === 'client' ? [socket, other] : [other, socket];
        stays.on('end', () => stays.end());
        goes[how]();
        await until(() => stays.destroyed, `the other side's end after ${who} ${how}`);
      }
    }
  });

  it('let one side finish when the other has only stopped sending', async () => {
    await using server = await agreeing(socket => socket.on('end', () => socket.end('last words')).resume());
    const { socket, got } = await dial(`${proxy.lead(route, server.port)}/`);
    socket.end();
    await until(() => got.ended, 'the end');
    expect(got.text).toMatch(/last words$/);
  });

  it('do not fill memory when one side does not read', async () => {
    let sent = 0;
    await using server = await agreeing(socket => {
      const piece = Buffer.alloc(1_000_000);
      const go = () => {
        while (sent < 200_000_000) {
          sent += piece.length;
          if (!socket.write(piece)) return;
        }
      };
      socket.on('drain', go);
      go();
    });
    const { socket } = await dial(`${proxy.lead(route, server.port)}/`);
    socket.pause();
    let before = -1;
    while (before !== sent) {
      before = sent;
      await new Promise(resolve => setTimeout(resolve, 300));
    }
    expect(sent).toBeLessThan(100_000_000);
    socket.destroy();
  });

  it.each(['reset', 'end'])(
    'give the container up when the client goes before it has answered: %s',
    async how => {
      let closed = false;
      await using server = await serveRaw(socket =>
        socket
          .on('end', () => socket.end())
          .on('close', () => {
            closed = true;
          })
          .resume(),
      );
      const path = `${proxy.lead(route, server.port)}/`;
      const req = http.request({
        host: '127.0.0.1',
        port: proxy.port,
        path,
        headers: { Connection: 'Upgrade', Upgrade: 'websocket' },
      });
      req.on('error', () => {}).end();
      await until(() => server.connections.length === 1, 'handshake');
      await new Promise(resolve => setTimeout(resolve, 50));
      if (how === 'reset') (req.socket as Socket).resetAndDestroy();
      else (req.socket as Socket).end();
      await until(() => closed, 'end');
    },
  );

  it('are the only upgrade; another is answered as if it had not been asked for', async () => {
    let head = '';
    await using server = await serveRaw(socket =>
      socket.once('data', piece => {
        head = piece.toString();
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nplain');
      }),
    );
    const { got } = await dial(`${proxy.lead(route, server.port)}/`, {
      Upgrade: 'h2c',
      Connection: 'Upgrade',
    });
    await until(() => got.ended, 'the end');
    expect(got.text).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*plain$/);
    expect(head).not.toMatch(/^upgrade:/im);
  });

  it('end when the proxy is closed', async () => {
    const other = await testProxy();
    await using server = await agreeing(socket => socket.on('end', () => socket.end()).resume());
    const socket = net.connect(other.port, '127.0.0.1').on('error', () => {});
    socket.write(
      `GET ${other.lead(route, server.port)}/ HTTP/1.1\r\nHost: 127.0.0.1:${other.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    );
    await once(socket, 'data');
    await other[Symbol.asyncDispose]();
    await until(
      () => socket.destroyed && server.connections.every(({ destroyed }) => destroyed),
      'both ends',
    );
  });
});
