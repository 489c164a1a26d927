import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTestRockpool } from '../support/rockpool';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'rockpool-demo-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const start = () => startTestRockpool(undefined, { dataDir, demo: true });

it('a demo begins with two pools, images, blueprints and a week of history, and its users launch', async () => {
  await using pool = await start();
  const { pools, blueprints, templates, events } = pool.state();
  const [cpu, gpu] = Object.values(pools);
  expect([cpu?.name, gpu?.name]).toEqual(['DockerDriver', 'DockerDriverGpu']);
  expect(Object.keys(templates)).toHaveLength(4);
  expect(Object.values(blueprints).every(({ active }) => active)).toBe(true);
  expect(Object.keys(events).length).toBeGreaterThan(1000);
  const weekMs = 7 * 24 * 3_600_000;
  const past = pool.rockpool.services.history.pool({
    poolId: cpu?.id ?? '',
    fromMs: Date.now() - weekMs,
    points: 1000,
  });
  expect(Date.now() - (past[0]?.at ?? 0)).toBeGreaterThan(weekMs - 2 * 3_600_000);

  const instances = () => Object.values(pool.state().instances);
  await pool.until(() => instances().filter(({ state }) => state === 'running').length >= 14, 60_000);
  await pool.until(() => instances().some(({ state }) => state === 'failed'), 60_000);
  const users = new Set(instances().map(({ userId }) => userId));
  expect(users.size).toBeGreaterThan(5);
  expect(Object.keys(pool.state().images)).toHaveLength(4);
});

it('a restart finds the same hosts and instances, which answer, and fills in nothing again', async () => {
  let before: Record<string, string>;
  {
    await using first = await start();
    await first.until(
      () => Object.values(first.state().instances).filter(({ state }) => state === 'running').length >= 8,
      60_000,
    );
    const running = Object.values(first.state().instances).filter(({ state }) => state === 'running');
    before = Object.fromEntries(running.map(({ id, hostId }) => [id, hostId ?? '']));
  }
  await using again = await start();
  const kept = () =>
    Object.keys(before).filter(id => {
      const { state, unknown, hostId } = again.instance(id);
      return state === 'running' && !unknown && hostId === before[id];
    });
  await again.until(() => kept().length === Object.keys(before).length);
  const [id = ''] = kept();
  const page = await fetch(again.rockpool.services.instances.urlOf(id));
  expect(await page.text()).toContain('Simulated');
  expect(Object.keys(again.state().pools)).toHaveLength(2);
  // Nobody is told to have ended between the two.
  await again.until(() => Object.values(again.state().hosts).some(({ phase }) => phase === 'active'));
  expect(kept()).toHaveLength(Object.keys(before).length);
});

it('a demo whose state was deleted is built up again from its machines, with users, blueprints and routes', async () => {
  const running = (pool: Awaited<ReturnType<typeof start>>) =>
    Object.values(pool.state().instances).filter(({ state, unknown }) => state === 'running' && !unknown);
  const facts = (pool: Awaited<ReturnType<typeof start>>) =>
    new Map(running(pool).map(({ id, userId, blueprintId, route }) => [id, { userId, blueprintId, route }]));
  let before: ReturnType<typeof facts>;
  {
    await using first = await start();
    await first.until(() => running(first).length >= 8, 60_000);
    before = facts(first);
  }
  for (const name of readdirSync(dataDir)) {
    if (name.startsWith('state.db')) rmSync(path.join(dataDir, name));
  }
  await using again = await start();
  // Others that had just been started are found as well.
  await again.until(() => [...before.keys()].every(id => facts(again).has(id)), 60_000);
  const after = facts(again);
  for (const [id, one] of before) expect(after.get(id)).toEqual(one);
  for (const { blueprintId } of before.values()) {
    expect(again.state().blueprints[blueprintId]?.active).toBe(true);
  }
  // Nobody launches once more, and no machine is left over.
  expect(running(again).length).toBeLessThanOrEqual(before.size + 20);
  const [id = ''] = before.keys();
  const page = await fetch(again.rockpool.services.instances.urlOf(id));
  expect(await page.text()).toContain('Simulated');
});
