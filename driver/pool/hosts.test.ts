import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeClock, seededRandom } from '../../test/support/fakeClock';
import { createAccounts } from '../account/account';
import { createActivity } from '../activity/activity';
import { type HostMove, hostPhaseNames, mayMove } from '../model/hostPhases';
import { poolConfigSchema } from '../model/pool';
import { openStore, type Store } from '../store/store';
import { createHostRows, type HostRows, newHostId } from './hosts';

const clock = fakeClock();
const random = seededRandom();
const pool = {
  id: 'pool',
  name: 'DockerDriver',
  provider: 'local' as const,
  engineUrl: 'unix:///x',
  config: poolConfigSchema.parse({}),
  createdAt: 0,
};
let folder: string;
let store: Store;
let rows: HostRows;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hosts-'));
  store = openStore(folder, 0);
  const accounts = createAccounts({ store, clock });
  rows = createHostRows({ store, clock, accounts, activity: createActivity({ store, clock, random }) });
});
afterEach(() => {
  store[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

const texts = () => store.events.all().map(({ text }) => text);

it('whose name another host has gets one of its own, until that one is gone', () => {
  const add = (id: string) => rows.add(pool, { id, name: 'this machine' }, 'wanted');
  const first = add('a');
  expect([first, add('b'), add('c')].map(({ name }) => name)).toEqual([
    'this machine',
    'this machine (2)',
    'this machine (3)',
  ]);
  store.hosts.put('a', { ...first, phase: 'removed' });
  expect(add('d').name).toBe('this machine');
});

describe('a host', () => {
  it('makes every move that the table has, with its reason in the history, and no other', () => {
    for (const from of hostPhaseNames) {
      for (const to of hostPhaseNames) {
        const id = newHostId(random);
        const host = { ...rows.add(pool, { id, name: 'one' }, 'wanted'), phase: from };
        store.hosts.put(id, host);
        const move = () => rows.transition(id, { from, to } as HostMove, 'because');
        if (mayMove(from, to)) {
          move();
          expect(store.hosts.get(id)).toMatchObject({ phase: to });
          expect(store.hosts.get(id)?.history.at(-1)).toMatchObject({ phase: to, reason: 'because' });
          expect(store.events.all().at(-1)).toMatchObject({
            hostId: id,
            text: expect.stringContaining('because'),
          });
        } else {
          expect(move).toThrow(`A host that is ${from} can't go from ${from} to ${to}.`);
          expect(store.hosts.get(id)).toEqual(host);
        }
      }
    }
  });

  it('tells once when it stops answering, and once when it answers again', () => {
    const { id } = rows.add(pool, { id: newHostId(random), name: 'one' }, 'wanted');
    const error = { kind: 'transient' as const, code: 'ENGINE_UNREACHABLE', what: 'No answer.' };
    for (let i = 0; i < 3; i += 1) rows.noteAnswer(id, { failure: { begun: 1, ended: 2, error } });
    expect(store.hosts.get(id)?.unreachable).toMatchObject({ error });
    for (let i = 0; i < 3; i += 1) rows.noteAnswer(id, { last: { begun: 3, ended: 4, value: undefined } });
    expect(store.hosts.get(id)?.unreachable).toBeUndefined();
    expect(texts().slice(1)).toEqual([
      'The host "one" does not answer. No answer.',
      'The host "one" answers again.',
    ]);
  });

  it('says why it does not answer as that is now, and tells what somebody has to do something about', async () => {
    const { id } = rows.add(pool, { id: newHostId(random), name: 'one' }, 'wanted');
    const fail = (kind: 'transient' | 'permanent', code: string) =>
      rows.noteAnswer(id, { failure: { begun: 1, ended: 2, error: { kind, code, what: `${code}.` } } });
    fail('transient', 'BROKE_OFF');
    const { since } = store.hosts.get(id)?.unreachable ?? {};
    await clock.advance(1000);
    fail('transient', 'TIMEOUT');
    expect(store.hosts.get(id)?.unreachable).toMatchObject({ since, error: { code: 'TIMEOUT' } });
    fail('permanent', 'KEY_CHANGED');
    expect(store.hosts.get(id)?.unreachable).toMatchObject({ since, error: { code: 'KEY_CHANGED' } });
    expect(texts().slice(1)).toEqual([
      'The host "one" does not answer. BROKE_OFF.',
      'The host "one" does not answer. KEY_CHANGED.',
    ]);
  });

  it('is no news when its engine ends with its machine', () => {
    const { id } = rows.add(pool, { id: newHostId(random), name: 'one' }, 'wanted');
    rows.transition(id, { from: 'spawning', to: 'removing' }, 'given up');
    const error = { kind: 'transient' as const, code: 'ENGINE_UNREACHABLE', what: 'No answer.' };
    rows.noteAnswer(id, { failure: { begun: 1, ended: 2, error } });
    expect(store.hosts.get(id)?.unreachable).toBeUndefined();
    expect(texts().join(' ')).not.toContain('does not answer');
  });

  it('has the slots of its memory, or those of the configuration', () => {
    const { id } = rows.add(pool, { id: newHostId(random), name: 'one' }, 'wanted');
    const facts = {
      id: 'engine',
      version: '1',
      apiVersion: '1.41',
      operatingSystem: 'x',
      architecture: 'amd64',
      memoryMiB: 8192,
      cpus: 2,
      rootless: false,
    };
    const machine = {
      hostId: id,
      providerId: 'engine',
      controllerId: 'controller',
      state: 'running' as const,
      facts,
    };
    rows.noteMachines(pool, [machine]);
    expect(store.hosts.get(id)?.slots).toBe(12);
    rows.noteMachines({ ...pool, config: poolConfigSchema.parse({ localSlots: 3 }) }, [machine]);
    expect(store.hosts.get(id)?.slots).toBe(3);
  });
});
