import http from 'node:http';
import { afterEach, expect, test, vi } from 'vitest';
import { silentLog } from '../../test/support/fakeClock';
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
