import { afterEach, expect, it } from 'vitest';
import { type SimulatedDriver, simulatedDriver } from '../../test/support/simulatedDriver';

let driver: SimulatedDriver | undefined;
afterEach(async () => {
  await driver?.[Symbol.asyncDispose]();
  driver = undefined;
});

/** A pool with one active host that was prepared while no blueprint was active; now one is. */
async function start() {
  const made = await simulatedDriver();
  driver = made;
  const template = made.store.templates.get('t');
  if (!template) throw new Error('no template');
  made.store.templates.put('t', { ...template, active: false });
  const host = () => made.store.hosts.all()[0];
  await made.until(() => host()?.phase === 'active');
  made.store.templates.put('t', { ...template, active: true });
  const id = host()?.id ?? '';
  const images = async () => {
    const survey = made.simulator.engine(host()?.engineUrl ?? '').survey();
    await made.clock.advance(1_000);
    return (await survey).images.length;
  };
  return {
    ...{ driver: made, host, id, images },
    told: () => made.store.events.all().map(({ text }) => text),
  };
}

it('brings what a host lacks when it is prepared again; it stays active, and takes no launches meanwhile', async () => {
  const { driver, host, id, images, told } = await start();
  expect(await images()).toBe(0);
  driver.simulator.configure({ pushMs: { min: 20_000, max: 20_000 } });
  driver.pools.hosts.order([id], 'prepare');
  await driver.clock.advance(2_000);
  const waiting = driver.launch();
  await driver.clock.advance(10_000);
  expect(host()).toMatchObject({ phase: 'active', wish: { what: 'prepare' } });
  expect(driver.store.instances.get(waiting)?.state).toBe('queueing');
  // It counts as room that is coming: no other is asked for in its place.
  expect(driver.store.hosts.all()).toHaveLength(1);
  await driver.until(() => driver.store.instances.get(waiting)?.state === 'running');
  expect(host()?.wish).toBeUndefined();
  expect(await images()).toBe(1);
  expect(told()).toContainEqual(expect.stringMatching(/was prepared again. Its engine has 1 of our images/));
});

it('tries again where the engine does not answer, and counts it as an error of the host', async () => {
  const { driver, host, id, images } = await start();
  driver.simulator.inject({ name: 'engineHangs', call: 'engine.findImage', times: 1 });
  driver.pools.hosts.order([id], 'prepare');
  await driver.until(() => host()?.failures?.count === 1);
  expect(host()?.wish).toBeDefined();
  await driver.until(() => host()?.wish === undefined);
  expect(host()?.failures).toBeUndefined();
  expect(await images()).toBe(1);
});

it('goes on over a restart, and can be taken back', async () => {
  const { driver, host, id } = await start();
  driver.pools.hosts.order([id], 'prepare');
  await driver.restart();
  await driver.until(() => host()?.wish === undefined);
  expect(host()?.phase).toBe('active');
  driver.simulator.inject({ name: 'engineHangs' });
  driver.pools.hosts.order([id], 'prepare');
  driver.pools.hosts.withdraw([id]);
  expect(host()?.wish).toBeUndefined();
});
