import type { ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { fakeClock, seededRandom } from '../../test/support/fakeClock';
import { fakeEngine } from '../../test/support/fakeSocket';
import { openEngine } from '../engine';
import { systemClock } from '../system';
import { saveFromEngine } from './engineImages';

const { signal } = new AbortController();

async function until(check: () => boolean): Promise<void> {
  while (!check()) await systemClock.sleep(5);
}

async function saving() {
  let asked: ServerResponse | undefined;
  const engine = await fakeEngine((_, response) => {
    asked = response;
  });
  const clock = fakeClock();
  const deps = { clock, random: seededRandom(), platform: 'linux' as const };
  const { docker } = openEngine(engine.url, deps);
  const saved = buffer(saveFromEngine(docker, 'lab/large:1', clock, signal));
  saved.catch(() => undefined);
  await until(() => asked !== undefined);
  return { engine, clock, saved, answer: asked as ServerResponse };
}

test('an engine may write out a large image for long before the first byte of it comes', async () => {
  const { engine, clock, saved, answer } = await saving();
  await clock.advance(20 * 60_000);
  answer.end('all of it');
  expect(String(await saved)).toBe('all of it');
  await engine[Symbol.asyncDispose]();
});

test('one that never begins is given up, and so is one that stops in the middle', async () => {
  const never = await saving();
  await never.clock.advance(30 * 60_000);
  await expect(never.saved).rejects.toMatchObject({ value: { code: 'IMAGE_ENGINE_SILENT' } });
  await never.engine[Symbol.asyncDispose]();

  const half = await saving();
  half.answer.write('half of');
  let isOver = false;
  half.saved.catch(() => {
    isOver = true;
  });
  // However long its half takes to get here.
  while (!isOver) {
    await systemClock.sleep(5);
    await half.clock.advance(60_000);
  }
  await expect(half.saved).rejects.toMatchObject({ value: { code: 'IMAGE_ENGINE_SILENT' } });
  await half.engine[Symbol.asyncDispose]();
});
