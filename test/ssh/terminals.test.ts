import { createReadStream } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../driver/engine';
import { isRockpoolError } from '../../driver/model/errors';
import type { TerminalEvent } from '../../driver/model/terminal';
import { keepConnection, type SshConnection, sshEngine } from '../../driver/ssh';
import { systemClock as clock, systemRandom as random } from '../../driver/system';
import { createTerminals, type Terminals } from '../../driver/terminals';
import { ensureLabImages } from '../../scripts/lib/labImages.mjs';
import { silentLog } from '../support/fakeClock';
import { type SshHost, sshHosts } from '../support/sshHosts';

/** Terminals in a container on a host, through its connection. */
const size = { columns: 100, rows: 30 };
const controller = `test-${random.hex(4)}`;

let lab: Awaited<ReturnType<typeof sshHosts>>;
let host: SshHost;
let connection: SshConnection;
let engine: Engine;
let containerId: string;
let terminals: Terminals;

beforeAll(async () => {
  const archive = path.join(await ensureLabImages(['httpd']), 'httpd.tar');
  lab = await sshHosts(1);
  host = lab.hosts[0] as SshHost;
  connection = keepConnection(host.target, { clock, random });
  engine = sshEngine(`ssh://${host.name}`, () => connection, { clock, random, platform: process.platform });
  await engine.load(createReadStream(archive), {});
  const { Id: imageId } = await engine.docker.getImage('lab/httpd:latest').inspect();
  const marks = {
    ...{ controller, pool: 'pool', host: 'host', instance: 'instance', blueprint: 'web', user: 'ada' },
    ...{ slots: 1, route: random.hex(16), port: 8080, created: 1, lifetime: 0 },
  };
  const spec = {
    name: 'pb-ada-shell',
    imageId,
    marks,
    command: [],
    environment: {},
    port: 8080,
    memoryMiB: 64,
  };
  containerId = await engine.create(spec);
  await engine.start(containerId);
  terminals = createTerminals({
    openShell: (_, options) => engine.openShell(containerId, options),
    random,
    log: silentLog,
  });
});
afterEach(() => host.heal());
afterAll(async () => {
  await terminals?.[Symbol.asyncDispose]();
  if (containerId) await engine.remove(containerId);
  connection?.[Symbol.dispose]();
  await lab?.[Symbol.asyncDispose]();
});

/** Follows a terminal as a window does, which shows what comes after the first 100,000 characters once it is no longer held. */
function follow(isHeld = () => false) {
  const abort = new AbortController();
  const events = terminals.open('instance', { size, signal: abort.signal });
  const seen = {
    id: '',
    text: '',
    ended: undefined as TerminalEvent | undefined,
    error: undefined as unknown,
  };
  const decoder = new TextDecoder();
  const done = (async () => {
    try {
      for await (const event of events) {
        if (event.type === 'opened') seen.id = event.id;
        else if (event.type === 'ended') seen.ended = event;
        else {
          seen.text += decoder.decode(event.bytes, { stream: true });
          if (seen.text.length > 100_000) await until(() => !isHeld());
          terminals.taken(seen.id, event.bytes.length);
        }
      }
    } catch (error) {
      seen.error = error;
    }
  })();
  return { seen, done, leave: () => abort.abort(), type: (text: string) => terminals.input(seen.id, text) };
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await clock.sleep(50);
}

test('a shell on a host answers, and ends there when its terminal is closed', async () => {
  const { seen, done, leave, type } = follow();
  await until(() => /[$#] /.test(seen.text));
  await type('echo the sum is $((40 + 2)); stty size\r');
  await until(() => /the sum is 42\r\n30 100\r\n/.test(seen.text));
  leave();
  await done;
  expect(seen.error).toBeUndefined();
  await until(async () => {
    const { Processes } = await engine.docker.getContainer(containerId).top();
    return Processes.length === 1;
  });
});

test('a slow window holds a fast program back and misses nothing, while other calls go on', async () => {
  let isHeld = true;
  const { seen, done, type } = follow(() => isHeld);
  await until(() => /[$#] /.test(seen.text));
  await type('stty -echo; seq 1 200000; exit 5\r');
  await until(() => seen.text.length > 100_000);
  for (let i = 0; i < 20; i += 1) await engine.list(controller);
  expect(seen.ended).toBeUndefined();
  isHeld = false;
  await done;
  expect(seen.ended).toEqual({ type: 'ended', exitCode: 5 });
  const numbers = seen.text
    .slice(seen.text.indexOf('\r\n1\r\n') + 2)
    .trim()
    .split('\r\n')
    .map(Number);
  expect(numbers.length).toBe(200_000);
  expect(numbers.every((number, index) => number === index + 1)).toBe(true);
});

test('when its connection breaks a terminal says why, and another one is had as soon as the host is back', async () => {
  const { seen, done } = follow();
  await until(() => /[$#] /.test(seen.text));
  await host.break('blackhole');
  await done;
  expect(isRockpoolError(seen.error) && seen.error.value).toMatchObject({ kind: 'transient' });
  expect(String(seen.error)).toMatch(/\. /);
  await host.heal('blackhole');
  let again = follow();
  await until(async () => {
    if (again.seen.error) again = follow();
    return again.seen.id !== '';
  });
  await again.type('echo ba\\ck\r');
  await until(() => again.seen.text.includes('back'));
  again.leave();
  await again.done;
});

test('a shell that was killed with its whole connection is no exit of its own', async () => {
  const { seen, done } = follow();
  await until(() => /[$#] /.test(seen.text));
  await host.shell('pkill', '-KILL', '-u', 'cloud-user', 'sshd');
  await done;
  expect(seen.ended).toBeUndefined();
  expect(isRockpoolError(seen.error)).toBe(true);
});
