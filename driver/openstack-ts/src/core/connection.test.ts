import net, { type AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { configAt, listening, selfSigned, tokenAt } from '../testing/loopback.ts';
import { openCloud } from './cloud.ts';
import type { Clock } from './environment.ts';
import { isOpenStackError, type OpenStackError } from './errors.ts';
import { systemClock } from './system.ts';

/** Waits between tries pass at once, so that a failure shows without them. */
const hasty: Clock = {
  ...systemClock,
  sleep: (ms, options) => systemClock.sleep(ms >= 60_000 ? ms : 0, options),
};

async function errorOf(work: Promise<unknown>): Promise<OpenStackError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isOpenStackError(error)) throw new Error(`not refused as expected: ${String(error)}`);
  return error;
}

const signIn = (authUrl: string, more = {}) => openCloud(configAt(authUrl, more), { clock: hasty }).token();

const keystone = (url = 'http://cloud.invalid') =>
  listening((request, response) => {
    response.writeHead(request.method === 'POST' ? 201 : 200, { 'x-subject-token': 'token-1' });
    response.end(JSON.stringify(tokenAt(url)));
  });

describe('an address for signing in that is wrong says how', () => {
  test('nothing listens there: nothing was sent', async () => {
    const server = await keystone();
    await server[Symbol.asyncDispose]();
    const error = await errorOf(signIn(`http://127.0.0.1:${server.port}`));
    expect(error).toMatchObject({ code: 'ConnectionRefused', wasSent: false });
  });

  test('the name of the host is unknown', async () => {
    const error = await errorOf(signIn('http://no-such-cloud.invalid:5000'));
    expect(error).toMatchObject({ code: 'NameUnknown', wasSent: false });
  });

  test.each(['cloud.example.org', 'ftp://cloud.example.org', ''])('it is no address: "%s"', async address => {
    expect(await errorOf(signIn(address))).toMatchObject({ code: 'BadConfig' });
  });

  test('it has a certificate of its own making', async () => {
    await using server = await listening((_, response) => response.end(), { tls: true });
    const error = await errorOf(signIn(`https://127.0.0.1:${server.port}`));
    expect(error).toMatchObject({ code: 'CertificateRefused', wasSent: false });
    expect(server.requests()).toBe(0);
  });

  test('https was asked of what speaks http', async () => {
    await using server = await keystone();
    const error = await errorOf(signIn(`https://127.0.0.1:${server.port}`));
    expect(error).toMatchObject({ code: 'NotTls', wasSent: false });
  });

  test('https was asked of what speaks http and closes the connection without a word', async () => {
    const server = net.createServer(socket =>
      socket.once('data', data => {
        socket.on('error', () => undefined);
        socket.end(data.toString('latin1').startsWith('HEAD') ? 'HTTP/1.1 300 Multiple Choices\r\n\r\n' : '');
      }),
    );
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const error = await errorOf(signIn(`https://127.0.0.1:${port}`));
      expect(error).toMatchObject({ code: 'NotTls', wasSent: false });
    } finally {
      server.close();
    }
  });

  test('http was asked of what speaks https, which only closes the connection', async () => {
    await using server = await listening((_, response) => response.end(), { tls: true });
    const error = await errorOf(signIn(`http://127.0.0.1:${server.port}`));
    expect(error).toMatchObject({ code: 'TlsNeeded' });
    expect(error.message).toContain('https://');
  });

  test('http was asked of what speaks https and says so in a page', async () => {
    const page =
      '<html><head><title>400 x</title></head><body><center>The plain HTTP request was sent to HTTPS port</center></body></html>';
    await using server = await listening((_, response) => response.writeHead(400).end(page));
    expect(await errorOf(signIn(`http://127.0.0.1:${server.port}`))).toMatchObject({ code: 'TlsNeeded' });
  });

  test.each([200, 404, 405])('it is a web page, which answers %i', async status => {
    await using server = await listening((_, response) =>
      response.writeHead(status, { 'content-type': 'text/html' }).end('<!doctype html><h1>Dashboard</h1>'),
    );
    const error = await errorOf(signIn(`http://127.0.0.1:${server.port}/dashboard`));
    expect(error).toMatchObject({ code: 'NotKeystone', status });
  });

  test('it is another service, that has no such path', async () => {
    await using server = await listening((_, response) =>
      response.writeHead(404).end('{"message": "no such route"}'),
    );
    expect(await errorOf(signIn(`http://127.0.0.1:${server.port}`))).toMatchObject({ code: 'NotKeystone' });
  });

  test('it sends on to another address, where the password does not go', async () => {
    await using other = await keystone();
    await using server = await listening((_, response) =>
      response.writeHead(301, { location: `http://127.0.0.1:${other.port}/v3/auth/tokens` }).end(),
    );
    const error = await errorOf(signIn(`http://127.0.0.1:${server.port}`));
    expect(error).toMatchObject({ code: 'Redirected' });
    expect(error.message).toContain(`:${other.port}/v3/auth/tokens`);
    expect(other.requests()).toBe(0);
  });
});

describe('certificates', () => {
  const overTls = () =>
    listening(
      (_, response) => {
        response.writeHead(201, { 'x-subject-token': 'token-1' });
        response.end(JSON.stringify(tokenAt('http://cloud.invalid')));
      },
      { tls: true },
    );

  test('of an own authority are trusted where the configuration names it', async () => {
    await using server = await overTls();
    const token = await signIn(`https://127.0.0.1:${server.port}`, { ca: selfSigned.cert });
    expect(token.user.name).toBe('ada');
  });

  test('are not looked at only where the configuration says so', async () => {
    await using server = await overTls();
    const token = await signIn(`https://127.0.0.1:${server.port}`, { verify: false });
    expect(token.user.name).toBe('ada');
  });
});

describe('an API that does not answer as it should', () => {
  const credentials = { auth: { kind: 'token' as const, token: 'given-token' } };

  /** A cloud whose services answer with `answer`. */
  async function cloudWith(answer: Parameters<typeof listening>[0], more = {}) {
    const server = await listening((request, response) => {
      if (request.url !== '/v3/auth/tokens') return answer(request, response);
      response.writeHead(201, { 'x-subject-token': 'token-1' });
      response.end(JSON.stringify(tokenAt(`http://127.0.0.1:${server.port}`)));
    });
    const config = configAt(`http://127.0.0.1:${server.port}`, { ...credentials, ...more });
    return { server, config, cloud: openCloud(config, { clock: hasty }) };
  }
  const servers = { service: 'network', method: 'GET', path: '/ports' } as const;

  test('a web page is told from an answer', async () => {
    const { server, cloud } = await cloudWith((_, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!DOCTYPE html><p>maintenance'),
    );
    await using _ = server;
    expect(await errorOf(cloud.call(servers))).toMatchObject({ code: 'BadAnswer', status: 200 });
  });

  test('half a document is no document', async () => {
    const { server, cloud } = await cloudWith((_, response) => response.end('{"ports": [{"id": "a'));
    await using _ = server;
    const error = await errorOf(cloud.call(servers));
    expect(error).toMatchObject({ code: 'BadAnswer' });
  });

  test('a document that breaks off is asked for again, and then told', async () => {
    let asked = 0;
    const { server, cloud } = await cloudWith((request, response) => {
      asked += 1;
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"ports": [');
      setImmediate(() => request.socket.destroy());
    });
    await using _ = server;
    expect(await errorOf(cloud.call(servers))).toMatchObject({ code: 'ConnectionFailed', wasSent: true });
    expect(asked).toBe(4);
  });

  test.each(['nothing at all', 'the beginning of an answer, and then nothing'])(
    '%s ends with the time limit',
    async kind => {
      const { server, config } = await cloudWith(
        (_, response) => {
          if (kind !== 'nothing at all') response.write('{"ports": [');
        },
        { callLimitMs: 150 },
      );
      await using _ = server;
      const slow = openCloud(config);
      expect(await errorOf(slow.call(servers))).toMatchObject({ code: 'TimedOut', wasSent: true });
    },
  );

  test('more than an API ever says is not taken', async () => {
    let asked = 0;
    const { server, cloud } = await cloudWith((_, response) => {
      asked += 1;
      const chunk = Buffer.alloc(1024 * 1024, ' ');
      for (let mebibytes = 0; mebibytes < 65; mebibytes += 1) response.write(chunk);
      response.end('{}');
    });
    await using _ = server;
    expect(await errorOf(cloud.call(servers))).toMatchObject({ code: 'BadAnswer' });
    expect(asked).toBe(1);
  });

  test('a hundred calls at once are answered over fewer connections', async () => {
    const { server, cloud } = await cloudWith((_, response) => response.end('{"ports": []}'));
    await using _ = server;
    const answers = await Promise.all(Array.from({ length: 100 }, () => cloud.call(servers)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(server.connections()).toBeLessThanOrEqual(32);
  });

  test('a call that its caller gives up ends at once', async () => {
    const { server, cloud } = await cloudWith(() => undefined);
    await using _ = server;
    const caller = new AbortController();
    const call = cloud.call({ ...servers, signal: caller.signal });
    caller.abort(new Error('not wanted any more'));
    await expect(call).rejects.toThrow('not wanted any more');
  });

  test('what is written is not written again when the connection breaks', async () => {
    let asked = 0;
    const { server, cloud } = await cloudWith(request => {
      asked += 1;
      request.socket.destroy();
    });
    await using _ = server;
    const error = await errorOf(cloud.call({ ...servers, method: 'POST', body: {} }));
    expect(error).toMatchObject({ code: 'ConnectionFailed', wasSent: true });
    expect(asked).toBe(1);
  });

  test('a server that resets every connection before it reads is no OpenStack', async () => {
    const server = net.createServer(socket => socket.destroy());
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      expect(await errorOf(signIn(`http://127.0.0.1:${port}`))).toMatchObject({ code: 'ConnectionFailed' });
    } finally {
      server.close();
    }
  });
});
