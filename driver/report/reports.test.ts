import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fakeClock } from '../../test/support/fakeClock';
import { type ReportedLab, reportedLab } from '../../test/support/reportedLab';
import { emptyState } from '../model/state';
import type { ReportFile } from './reports';

/** What a report tells, and how it is saved. */
let lab: ReportedLab;
beforeEach(async () => {
  lab = await reportedLab();
});
afterEach(() => lab[Symbol.asyncDispose]());

test('it tells what happened: versions, records with their times and errors, and the logs', async () => {
  const files = await lab.saved(false);
  const json = (name: string) => JSON.parse(files.get(name) ?? '');
  expect(json('versions.json')).toMatchObject({ rockpool: '1.2.3' });
  expect(json('hosts.json')).toMatchObject([
    { name: 'gpu-1.math.example', history: [{ phase: 'active', at: '2023-11-14T22:13:20.000Z' }] },
  ]);
  expect(json('instances.json')).toMatchObject([
    {
      userId: 'grace.hopper',
      state: 'failed',
      config: { hasLaunchCommand: true, variables: ['API_TOKEN', 'TZ'] },
    },
  ]);
  expect(json('pools.json')).toHaveLength(4);
  expect(json('pools.json')[1]).toMatchObject({
    cloud: { authUrl: 'https://keystone.math.example:5000/v3', auth: { user: 'grace.hopper' } },
    config: { DD_MAX_HOSTS: 4 },
  });
  expect(json('events.json')).toHaveLength(2);
  expect(
    json('errors.json')
      .map(({ of }: { of: string }) => of)
      .sort(),
  ).toEqual(['host', 'instance', 'pool']);
  expect(files.get('log/rockpool.log')).toContain('as it is: …');
  expect(files.get('log/hosts/host.log')).toContain('on gpu-1.math.example');
  expect(files.get('README.txt')).toContain('4 pools with all settings');
});

test('what it holds is said beforehand, in counts', async () => {
  const parts = await lab.reports.contents();
  expect(parts.map(({ name }) => name)).toEqual([
    ...[
      'Versions',
      'Log',
      'Activity',
      'Pools',
      'Hosts',
      'Machines',
      'Instances',
      'Templates',
      'Images',
      'Errors',
    ],
  ]);
  const says = Object.fromEntries(parts.map(({ name, says }) => [name, says]));
  expect(says.Activity).toMatch(/^2 events/);
  expect(says.Hosts).toMatch(/^1 host with/);
  expect(says.Machines).toMatch(/^1 machine of the lists/);
  expect(says.Templates).toMatch(/^1 template and 1 blueprint,/);
  expect(says.Errors).toMatch(/^3 errors/);
});

test('of a log that is larger than wanted the newest lines are there, whole', async () => {
  const line = `${JSON.stringify({ level: 'info', msg: 'x'.repeat(1000) })}\n`;
  appendFileSync(path.join(lab.logFolder, 'rockpool.1.log'), `first\n${line.repeat(6000)}`);
  appendFileSync(path.join(lab.logFolder, 'rockpool.log'), `${line.repeat(6000)}newest\n`);
  const files = await lab.saved(true);
  const [older = '', newer = ''] = ['log/rockpool.1.log', 'log/rockpool.log'].map(name => files.get(name));
  expect(newer.endsWith('newest\n')).toBe(true);
  expect(older.startsWith('{"level":"info"')).toBe(true);
  expect(older.length + newer.length).toBeLessThanOrEqual(10 * 1024 * 1024);
  expect(older.length + newer.length).toBeGreaterThan(10 * 1024 * 1024 - 10_000);
});

test('it can be cancelled while it is written', async () => {
  let begun: () => void = () => undefined;
  const writing = new Promise<void>(resolve => {
    begun = resolve;
  });
  const file: ReportFile = {
    path: '/x/report.tar.gz',
    write: (_, { signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        begun();
      }),
  };
  const id = lab.reports.save(file, {}, { placeholders: true });
  await writing;
  lab.tasks.cancel(id);
  const task = await lab.ended(id);
  expect(task?.state).toBe('cancelled');
  expect(task?.file).toBeUndefined();
});

test('a disk that takes nothing any more ends it after a minute, with a sentence', async () => {
  const still = fakeClock();
  const file: ReportFile = { path: '/x/report.tar.gz', write: () => new Promise(() => undefined) };
  const id = lab.reportsOn({ clock: still }).save(file, {}, { placeholders: true });
  await still.advance(60_000);
  expect(await lab.ended(id)).toMatchObject({
    state: 'failed',
    error: { code: 'REPORT_TOO_SLOW', where: file.path },
  });
});

test('where there is nothing of a sort it says none', async () => {
  const parts = await lab.reportsOn({ state: emptyState }).contents();
  const says = Object.fromEntries(parts.map(({ name, says }) => [name, says]));
  expect(says).toMatchObject({ Activity: 'none.', Pools: 'none.', Hosts: 'none.', Errors: 'none.' });
  expect(Object.keys(says)).not.toContain('Machines');
});
