import { describe, expect, it } from 'vitest';
import { simulatedDriver } from '../../../test/support/simulatedDriver';
import { seededRandom } from '../../model/seededRandom';
import { containerState } from './machines';

const faults = [
  { name: 'engineHangs', forMs: 60_000 },
  { name: 'answerAfterTimeout', times: 1, call: 'engine.create' },
  { name: 'answerAfterTimeout', times: 1, call: 'engine.remove' },
  { name: 'createAnswerLost', times: 1, call: 'engine.create' },
  { name: 'containerDies' },
  { name: 'clockJumps', jumpMs: 120_000 },
  { name: 'apiErrors', times: 3, call: 'api.list' },
  { name: 'listingFailsOnSecondPage', times: 2 },
] as const;

describe('a pool in a storm of faults', () => {
  for (const seed of Array.from({ length: Number(process.env.SEEDS ?? 10) }, (_, i) => i + 1)) {
    it(`has one container for each running instance and none besides when it is over (seed ${seed})`, async () => {
      await using driver = await simulatedDriver({ seed, failureRates: { engine: 0.05, app: 0.1 } });
      const chance = seededRandom(seed);
      const { simulator, clock } = driver;
      const one = <T>(all: readonly T[]) => all[Math.floor(chance.float() * all.length)];
      for (let step = 0; step < 40; step += 1) {
        const what = chance.float();
        const live = driver.store.instances.all().filter(({ endedAt }) => endedAt === undefined);
        if (what < 0.4 && live.length < 10) driver.launch();
        else if (what < 0.6) driver.instances.destroy(live.slice(0, 2).map(({ id }) => id));
        else if (what < 0.65) await driver.restart();
        else simulator.inject(one(faults) ?? { name: 'containerDies' });
        await clock.advance(chance.float() * 60_000);
      }
      simulator.clear();
      simulator.configure({ failureRates: {} });
      driver.instances.destroy(
        driver.store.instances
          .all()
          .slice(0, 3)
          .map(({ id }) => id),
      );
      const settled = ['running', 'deleted', 'failed', 'queueing'];
      await driver.until(() => driver.store.instances.all().every(({ state }) => settled.includes(state)));
      await clock.advance(120_000);

      const running = driver.store.instances.all().filter(({ state }) => state === 'running');
      const containers = simulator.world.machines().flatMap(machine => [...machine.containers.values()]);
      expect(containers.map(({ spec }) => spec.marks.instance).sort()).toEqual(
        running.map(({ id }) => id).sort(),
      );
      expect(
        containers.every(container => containerState(container, simulator.world.now()) === 'running'),
      ).toBe(true);
      for (const { error, state } of driver.store.instances.all()) {
        if (state === 'failed') expect(error?.kind).not.toBe('bug');
      }
    });
  }
});
