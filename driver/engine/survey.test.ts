import { afterEach, expect, it } from 'vitest';
import { seededRandom } from '../../test/support/fakeClock';
import { type FakeEngine, fakeEngine, json } from '../../test/support/fakeSocket';
import { systemClock } from '../system';
import { openEngine } from './engine';
import { labelsOf } from './marks';
import { diskUse } from './survey';

const deps = { clock: systemClock, random: seededRandom(), platform: 'linux' as const };
const MIB = 1024 ** 2;
let fake: FakeEngine | undefined;
afterEach(async () => {
  await fake?.[Symbol.asyncDispose]();
  fake = undefined;
});

const marks = {
  ...{ controller: 'c', pool: 'p', host: 'h', instance: 'i', blueprint: 'b', user: 'u', route: 'r' },
  ...{ slots: 1, port: 8080, created: 0, lifetime: 0 },
};
const entry = (Id: string, State: string, Labels: Record<string, string> = {}) => ({
  ...{ Id, Names: [`/${Id}`], Image: 'lab/httpd', State, Labels, Ports: [] },
});
const cpu = (total: number, system: number) => ({
  ...{ cpu_usage: { total_usage: total }, system_cpu_usage: system, online_cpus: 2 },
});
const stats = {
  cpu_stats: cpu(2_000, 10_000),
  precpu_stats: cpu(1_000, 8_000),
  memory_stats: { usage: 30 * MIB, stats: { inactive_file: 10 * MIB } },
  pids_stats: { current: 3 },
};

async function surveyed(options: { disk?: boolean } = {}) {
  fake = await fakeEngine((request, response) => {
    const url = request.url ?? '';
    if (url.startsWith('/containers/json')) {
      json(response, 200, [
        entry('ours', 'running', labelsOf(marks)),
        entry('theirs', 'exited'),
        entry('gone', 'running'),
      ]);
    } else if (url.startsWith('/containers/gone/stats'))
      json(response, 404, { message: 'no such container' });
    else if (url.includes('/stats')) json(response, 200, stats);
    else if (url.startsWith('/images/json')) {
      json(response, 200, [
        { Id: 'sha256:1', RepoTags: ['lab/httpd:latest'], Size: 5 },
        { Id: 'sha256:2', RepoTags: ['<none>:<none>'], Size: 7 },
        { Id: 'sha256:3', RepoTags: null, Size: 9 },
      ]);
    } else json(response, 200, { LayersSize: 100 });
  });
  return openEngine(fake.url, deps).survey(options);
}

it('lists whatever is on an engine, with what running containers use, and whose marks they carry', async () => {
  const { containers, images, disk } = await surveyed();
  expect(containers).toEqual([
    {
      ...{ containerId: 'ours', name: 'ours', image: 'lab/httpd', state: 'running', marks },
      usage: { memoryMiB: 20, cpuPercent: 100, processes: 3 },
    },
    { containerId: 'theirs', name: 'theirs', image: 'lab/httpd', state: 'ended' },
    // It ended after it was listed.
    { containerId: 'gone', name: 'gone', image: 'lab/httpd', state: 'running' },
  ]);
  expect(images).toEqual([
    { id: 'sha256:1', names: ['lab/httpd:latest'], bytes: 5 },
    { id: 'sha256:2', names: [], bytes: 7 },
    { id: 'sha256:3', names: [], bytes: 9 },
  ]);
  expect(disk).toBeUndefined();
  expect(fake?.requests.some(request => request.includes('/system/df'))).toBe(false);
});

it('asks what the disk holds only where somebody wants to know', async () => {
  expect((await surveyed({ disk: true })).disk).toEqual({ images: 100, containers: 0, volumes: 0, cache: 0 });
});

it('counts what the disk holds by what it is for, and nothing that an engine does not know', () => {
  expect(
    diskUse({
      LayersSize: 1000,
      Containers: [{ SizeRw: 5 }, {}, { SizeRw: 6 }],
      // A volume of a driver that doesn't say has the size -1.
      Volumes: [{ UsageData: { Size: 7 } }, { UsageData: { Size: -1 } }, { UsageData: null }],
      BuildCache: [{ Size: 8 }, { Size: 900, Shared: true }],
    }),
  ).toEqual({ images: 1000, containers: 11, volumes: 7, cache: 8 });
  expect(diskUse({ Containers: null, Volumes: null })).toEqual({
    ...{ images: 0, containers: 0, volumes: 0, cache: 0 },
  });
});
