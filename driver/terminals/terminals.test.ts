import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ContainerShell } from '../engine';
import { RockpoolError } from '../model/errors';
import type { TerminalEvent } from '../model/terminal';
import { systemRandom as random } from '../system';
import { createTerminals, MOST_TERMINALS, MOST_UNTAKEN, type Terminals } from './terminals';

const size = { columns: 80, rows: 24 };
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** A shell that writes what it is told to, and notes what is done to it. */
function testShell() {
  const typed: string[] = [];
  const waiting: (Uint8Array | 'end' | Error)[] = [];
  let wake: () => void = () => {};
  let read = 0;
  let hungUp = 0;
  const put = (what: Uint8Array | 'end' | Error) => {
    waiting.push(what);
    wake();
  };
  async function* output() {
    for (;;) {
      const next = waiting.shift();
      if (next === undefined) {
        await new Promise<void>(resolve => {
          wake = resolve;
        });
      } else if (next === 'end') return;
      else if (next instanceof Error) throw next;
      else {
        read += next.length;
        yield next;
      }
    }
  }
  const shell: ContainerShell = {
    output: output(),
    write: async text => void typed.push(text),
    resize: async ({ columns, rows }) => void typed.push(`${columns}x${rows}`),
    exitCode: async () => 3,
    async [Symbol.asyncDispose]() {
      hungUp += 1;
      put('end');
    },
  };
  return {
    shell,
    typed,
    put,
    get read() {
      return read;
    },
    get hungUp() {
      return hungUp;
    },
  };
}

let one: ReturnType<typeof testShell>;
let terminals: Terminals;
let abort: AbortController;
beforeEach(() => {
  one = testShell();
  abort = new AbortController();
  terminals = createTerminals({ openShell: async () => one.shell, random, log });
});
afterEach(() => terminals[Symbol.asyncDispose]());

const open = () => terminals.open('instance', { size, signal: abort.signal });
async function openedId(events: AsyncGenerator<TerminalEvent, void>): Promise<string> {
  const { value } = await events.next();
  if (value?.type !== 'opened') throw new Error(`It told ${value?.type} first.`);
  return value.id;
}

test('what is typed goes in, what is written comes out, and its end is told', async () => {
  const events = open();
  const id = await openedId(events);
  await terminals.input(id, 'ls\r');
  await terminals.resize(id, { columns: 100, rows: 30 });
  expect(one.typed).toEqual(['ls\r', '100x30']);
  one.put(new Uint8Array([104, 105]));
  one.put('end');
  expect((await events.next()).value).toEqual({ type: 'output', bytes: new Uint8Array([104, 105]) });
  expect((await events.next()).value).toEqual({ type: 'ended', exitCode: 3 });
  expect((await events.next()).done).toBe(true);
  await expect(terminals.input(id, 'x')).rejects.toThrow('This terminal has ended.');
});

test('a program that writes without end is held back until somebody has seen what it wrote', async () => {
  const events = open();
  const id = await openedId(events);
  const piece = MOST_UNTAKEN / 4;
  for (let i = 0; i < 20; i += 1) one.put(new Uint8Array(piece));
  for (let i = 0; i < 4; i += 1) await events.next();
  const held = events.next();
  await new Promise(setImmediate);
  expect(one.read).toBe(MOST_UNTAKEN);
  terminals.taken(id, piece);
  expect((await held).value).toMatchObject({ type: 'output' });
  expect(one.read).toBe(MOST_UNTAKEN + piece);
});

test.each(['silent', 'held back'])('who leaves hangs up, also where it is %s', async how => {
  const events = open();
  await openedId(events);
  if (how === 'held back') {
    one.put(new Uint8Array(MOST_UNTAKEN));
    await events.next();
  }
  const waiting = events.next();
  abort.abort();
  expect((await waiting).done).toBe(true);
  expect(one.hungUp).toBe(1);
});

test('a listener that leaves between two values hangs up too', async () => {
  const events = open();
  await openedId(events);
  await events.return();
  expect(one.hungUp).toBe(1);
});

test('when the app ends all shells are hung up on', async () => {
  const events = open();
  await openedId(events);
  const waiting = events.next();
  await terminals[Symbol.asyncDispose]();
  expect(one.hungUp).toBe(1);
  expect((await waiting).done).toBe(true);
});

test('that the way to it broke is told with the reason', async () => {
  const events = open();
  await openedId(events);
  one.put(new RockpoolError({ kind: 'transient', code: 'ENGINE_UNREACHABLE', what: 'It broke.' }));
  await expect(events.next()).rejects.toThrow('It broke.');
});

test('there are never more than a bounded number, those that are being opened among them', async () => {
  const all = Array.from({ length: MOST_TERMINALS }, open);
  const opening = all.map(events => events.next());
  await expect(open().next()).rejects.toThrow('terminals are open already');
  await Promise.all(opening);
  await all[0]?.return();
  expect((await open().next()).value).toMatchObject({ type: 'opened' });
});

test('an aborted opening leaves nothing, whatever the engine does', async () => {
  abort.abort();
  expect((await open().next()).done).toBe(true);
});
