import http from 'node:http';
import { afterEach, expect, test, vi } from 'vitest';
import { fakeClock, silentLog } from '../../test/support/fakeClock';
import { templateConfigSchema } from '../model/template';
import { systemClock as clock } from '../system';
import { startAccessProxy } from '.';

afterEach(() => vi.restoreAllMocks());

test('connections that can not be taken end nothing: the proxy goes on with those that can', async () => {
  const create = vi.spyOn(http, 'createServer');
  await using proxy = await startAccessProxy({ port: 0, lookup: () => undefined, clock, log: silentLog });
  const server = create.mock.results[0]?.value as http.Server;
  for (let tries = 0; tries < 3; tries += 1)
    server.emit('error', Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' }));
  expect((await fetch(`${proxy.url}/`)).status).toBe(404);
});

test('a machine that is silent is told as one, and not as a notebook that starts', async () => {
  const fake = fakeClock();
  let asked = false;
  const connect = (_: number, { signal }: { signal?: AbortSignal | undefined }) =>
    new Promise<never>((_resolve, reject) => {
      asked = true;
      signal?.addEventListener('abort', () => reject(signal.reason));
    });
  const config = templateConfigSchema.parse({ name: 'a', docker_image: 'a', internal_port: 80 });
  const target = {
    instanceId: 'i',
    state: 'running',
    port: 80,
    options: config.proxy_options,
    connect,
  } as const;
  await using proxy = await startAccessProxy({ port: 0, lookup: () => target, clock: fake, log: silentLog });
  const answer = fetch(proxy.urlOf('0'.repeat(32)));
  while (!asked) await clock.sleep(5);
  await fake.advance(10_000);
  expect((await answer).status).toBe(502);
  expect(await (await answer).text()).toContain('The machine of this notebook does not answer');
});
