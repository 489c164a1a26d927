import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeClock, seededRandom } from '../../test/support/fakeClock';
import { anInstance, NOW, running } from '../../test/support/poolModel';
import { createActivity } from '../activity/activity';
import { type InstanceMove, instanceStates, mayBecome } from '../model/instance';
import { openStore, type Store } from '../store/store';
import { followRoutes } from './routes';
import { createInstanceRows, type InstanceRows } from './rows';
import { setBackBy, shiftRuns } from './time';

const clock = fakeClock(NOW);
let folder: string;
let store: Store;
let rows: InstanceRows;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'rows-'));
  store = openStore(folder, 0);
  rows = createInstanceRows({
    store,
    clock,
    activity: createActivity({ store, clock, random: seededRandom() }),
  });
});
afterEach(() => {
  store[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

describe('an instance', () => {
  it('makes every move that the table has, and no other', () => {
    for (const from of instanceStates) {
      for (const to of instanceStates) {
        const id = `${from}-${to}`;
        rows.add(anInstance({ id, state: from }), 'made');
        const move = { from, to } as InstanceMove;
        if (mayBecome(from, to)) expect(rows.transition(id, move, {}).state).toBe(to);
        else expect(() => rows.transition(id, move, {})).toThrow(`can't go from ${from} to ${to}`);
      }
    }
  });

  it('has its end noted with the event that tells of it', () => {
    rows.add(running({ id: 'a', unknown: true }), 'made');
    rows.transition('a', { from: 'running', to: 'failed' }, {}, { level: 'error', text: 'It failed.' });
    expect(store.instances.get('a')).toMatchObject({ endedAt: NOW, unknown: false });
    expect(store.events.all().at(-1)).toMatchObject({
      level: 'error',
      text: 'It failed.',
      instanceId: 'a',
      hostId: 'host',
    });
    expect(store.instances.get('a')?.log.at(-1)).toMatchObject({ text: 'It failed.' });
  });

  it('stays in the history after its end, with the newest thousand', () => {
    store.transaction(() => {
      for (let i = 0; i < 1005; i += 1) {
        rows.add(running({ id: `i${i}` }), 'made');
        rows.transition(`i${i}`, { from: 'running', to: 'failed' }, { endedAt: NOW + i });
      }
    });
    expect(store.instances.all().length).toBeLessThanOrEqual(1000);
    expect(store.instances.get('i0')).toBeUndefined();
    expect(store.instances.get('i1004')).toBeDefined();
    expect(store.events.all().length).toBeLessThanOrEqual(2000);
  });
});

describe('a clock that was set back', () => {
  it('is noticed by runs that began in the future, and their ends move with it', () => {
    const hour = 3_600_000;
    rows.add(running({ id: 'a', runningAt: NOW + hour, expiresAt: NOW + 2 * hour }), 'made');
    rows.add(anInstance({ id: 'b' }), 'made');
    expect(setBackBy(store, NOW)).toBe(hour);
    shiftRuns(hour, store);
    expect(store.instances.get('a')).toMatchObject({ runningAt: NOW, expiresAt: NOW + hour });
    expect(setBackBy(store, NOW)).toBe(0);
  });
});

describe('routes', () => {
  it('lead to their instance from its launch until its record goes', async () => {
    rows.add(running({ id: 'a', route: '1'.repeat(32) }), 'made');
    const routes = followRoutes(store);
    rows.add(running({ id: 'b', route: '2'.repeat(32) }), 'made');
    await store.durable();
    expect(routes.find('1'.repeat(32))?.id).toBe('a');
    expect(routes.find('2'.repeat(32))?.id).toBe('b');
    rows.change('b', { hostPort: 1 });
    expect(routes.find('2'.repeat(32))?.hostPort).toBe(1);
    store.instances.remove('b');
    expect(routes.find('2'.repeat(32))).toBeUndefined();
    routes.stop();
  });
});
