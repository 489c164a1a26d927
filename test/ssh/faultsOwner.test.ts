import { afterAll, beforeAll, expect, test } from 'vitest';
import { type JumpingClock, jumpingClock } from '../support/jumpingClock';
import { emptyHost, type LabPool, SLOW_MS, startLabPool } from '../support/labPool';
import { type SshHost, sshHosts } from '../support/sshHosts';

/** A machine that can't be a host, since it is another Rockpool's or of a kind that nobody can prepare: who wants it is told. */
const AHEAD_MS = 100;
const TEST_MS = 4 * SLOW_MS;

let lab: Awaited<ReturnType<typeof sshHosts>>;
let host: SshHost;
let clock: JumpingClock;
const open: LabPool[] = [];

beforeAll(async () => {
  lab = await sshHosts(1);
  host = lab.hosts[0] as SshHost;
  await emptyHost(host);
  clock = jumpingClock();
});
afterAll(async () => {
  for (const pool of open) await pool[Symbol.asyncDispose]();
  if (host) await emptyHost(host);
  await lab?.[Symbol.asyncDispose]();
});

async function start(name?: string): Promise<{ pool: LabPool; blueprintId: string }> {
  const pool = await startLabPool([host], { clock, slots: 4, ...(name === undefined ? {} : { name }) });
  open.push(pool);
  const blueprintId = pool.blueprint({
    docker_image: 'lab/httpd',
    proxy_options: { proxy_rewrite: true },
    consumed_slots: 1,
  });
  return { pool, blueprintId };
}

/** As `until`, with a clock that goes ahead. */
const soon = <T>(pool: LabPool, find: () => T | undefined | false) =>
  pool.until(() => {
    clock.jump(AHEAD_MS);
    return find();
  }, SLOW_MS);

const planOf = (pool: LabPool) => JSON.stringify(pool.state().plans[pool.poolId]);

test('of two Rockpools on one machine the second is told who has it, and gets it when that one gives it back', {
  timeout: TEST_MS,
}, async () => {
  const first = await start("Ada's workstation");
  const { id } = first.pool.launch(first.blueprintId);
  await first.pool.running(id);
  const second = await start("Grace's workstation");
  const waiting = second.pool.launch(second.blueprintId).id;
  await soon(second.pool, () => planOf(second.pool).includes("Ada's workstation"));
  const { name, hosts } = await soon(second.pool, () => {
    const { foreign = [] } = second.pool.state().plans[second.pool.poolId] ?? {};
    return foreign[0];
  });
  expect({ name, hosts }).toEqual({ name: "Ada's workstation", hosts: 1 });
  expect(second.pool.instance(waiting).state).toBe('queueing');
  expect(Object.keys(second.pool.state().instances)).toEqual([waiting]);
  await first.pool.answers(id);

  first.pool.rockpool.services.pools.shutdowns.shutDown(first.pool.poolId, { how: 'now' });
  await soon(first.pool, () => first.pool.state().shutdowns[first.pool.poolId]?.state === 'done');
  await soon(second.pool, () => second.pool.instance(waiting).state === 'running');
  await second.pool.answers(waiting);
  expect(first.pool.instance(id).state).toBe('deleted');
  second.pool.rockpool.services.pools.shutdowns.shutDown(second.pool.poolId, { how: 'now' });
  await soon(second.pool, () => second.pool.state().shutdowns[second.pool.poolId]?.state === 'done');
});

test('a machine of an unknown distribution is given back with the reason, and used once it is another', {
  timeout: TEST_MS,
}, async () => {
  await host.break('unsupported');
  const { pool, blueprintId } = await start();
  const { id } = pool.launch(blueprintId);
  await soon(pool, () => planOf(pool).includes('Plum Linux 7'));
  await soon(pool, () => pool.told().some(text => text.includes('Plum Linux 7')));
  expect(pool.instance(id).state).toBe('queueing');
  await soon(pool, () => pool.hostOn(host) === undefined);
  expect(
    (await host.shell('sh', '-c', 'cat /var/lib/rockpool/host.json 2>/dev/null || echo none')).trim(),
  ).toBe('none');
  await host.heal('unsupported');
  await soon(pool, () => pool.instance(id).state === 'running');
  await pool.answers(id);
});
