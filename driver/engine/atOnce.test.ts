import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import Dockerode from 'dockerode';
import { afterEach, expect, it } from 'vitest';
import { atOnce } from './atOnce';

const MOST = 8;
let most = 0;
const waiting: http.ServerResponse[] = [];
/** Answers once as many ask as may at once. */
const server = http.createServer((_, response) => {
  waiting.push(response);
  most = Math.max(most, waiting.length);
  if (waiting.length < MOST) return;
  const all = waiting.splice(0);
  for (const one of all) one.write('{');
  // Their answers have begun by then, and are listened for as well.
  setTimeout(() => all.forEach(one => void one.end('}')), 50);
});
afterEach(() => void server.close());

it('lets as many requests as it says end with one signal, and nobody is warned of a leak', async () => {
  const warnings: string[] = [];
  const note = ({ message }: Error) => warnings.push(message);
  process.on('warning', note);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const docker = new Dockerode({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
  const { signal: abortSignal } = new AbortController();
  abortSignal.addEventListener('abort', () => undefined);
  const queue = atOnce(MOST, abortSignal);
  const ask = () => docker.getContainer('container').inspect({ abortSignal });
  await Promise.all(Array.from({ length: 4 * MOST }, () => queue.add(ask)));
  process.off('warning', note);
  expect(most).toBe(MOST);
  expect(warnings).toEqual([]);
});
