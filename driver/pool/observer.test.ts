import { describe, expect, it } from 'vitest';
import { fakeClock, seededRandom } from '../../test/support/fakeClock';
import { RockpoolError } from '../model/errors';
import { ASK_EVERY_MS, type OneSource, observe } from './observer';
import type { Observed } from './snapshot';

const trouble = new RockpoolError({ kind: 'transient', code: 'ENGINE_TIMEOUT', what: 'It took too long.' });

/** A source that answers when it is told to. */
function start(clock = fakeClock(), source: OneSource = new Set()) {
  const asked: { answer: (value: number) => void; fail: () => void }[] = [];
  const heard: Observed<number>[] = [];
  const observer = observe<number>(
    ({ signal }) =>
      new Promise((resolve, reject) => {
        const stopped = () => reject(signal.reason);
        const settled = (settle: () => void) => {
          signal.removeEventListener('abort', stopped);
          settle();
        };
        asked.push({
          answer: value => settled(() => resolve(value)),
          fail: () => settled(() => reject(trouble)),
        });
        signal.addEventListener('abort', stopped);
      }),
    observed => heard.push(observed),
    { clock, random: seededRandom(1), source },
  );
  return { clock, asked, heard, observer };
}

describe('an observed source', () => {
  it('is asked at once, and again and again', async () => {
    const { clock, asked, observer, heard } = start();
    expect(asked).toHaveLength(1);
    asked[0]?.answer(7);
    await clock.advance(0);
    expect(observer.observed).toMatchObject({ last: { value: 7 } });
    await clock.advance(ASK_EVERY_MS);
    expect(asked).toHaveLength(2);
    expect(heard).toHaveLength(1);
  });

  it('is asked once more after an answer under way, however often that was wanted', async () => {
    const { clock, asked, observer } = start();
    for (let i = 0; i < 5; i += 1) observer.ask();
    expect(asked).toHaveLength(1);
    asked[0]?.answer(1);
    await clock.advance(1);
    expect(asked).toHaveLength(2);
    asked[1]?.answer(2);
    await clock.advance(1);
    expect(asked).toHaveLength(2);
    expect(observer.observed).toMatchObject({ last: { value: 2, begun: 0 }, previous: { value: 1 } });
  });

  it('keeps what was seen when it fails, is asked sooner then, and forgets the failure with an answer', async () => {
    const { clock, asked, observer } = start();
    asked[0]?.answer(1);
    await clock.advance(ASK_EVERY_MS);
    asked[1]?.fail();
    await clock.advance(0);
    expect(observer.observed).toMatchObject({
      last: { value: 1 },
      failure: { error: { code: 'ENGINE_TIMEOUT' } },
    });
    await clock.advance(ASK_EVERY_MS / 3);
    expect(asked).toHaveLength(3);
    asked[2]?.answer(3);
    await clock.advance(0);
    expect(observer.observed.failure).toBeUndefined();
  });

  it('says since when there has been no answer: since the first attempt that failed began', async () => {
    const { clock, asked, observer } = start();
    asked[0]?.answer(1);
    await clock.advance(ASK_EVERY_MS);
    for (let i = 1; i <= 3; i += 1) {
      await clock.advance(100);
      asked[i]?.fail();
      await clock.advance(3_000 * 2 ** (i - 1));
    }
    expect(asked).toHaveLength(5);
    expect(observer.observed).toMatchObject({
      last: { value: 1, ended: 0 },
      failure: { begun: ASK_EVERY_MS },
    });
  });

  it('that keeps failing is asked ever more seldom, about once a minute in the end', async () => {
    const { clock, asked } = start();
    let answered = 0;
    const failAll = async (ms: number) => {
      const before = asked.length;
      for (let passed = 0; passed < ms; passed += 500) {
        for (; answered < asked.length; answered += 1) asked[answered]?.fail();
        await clock.advance(500);
      }
      return asked.length - before;
    };
    const first = await failAll(60_000);
    expect(first).toBeGreaterThanOrEqual(4);
    expect(first).toBeLessThanOrEqual(7);
    await failAll(5 * 60_000);
    const later = await failAll(10 * 60_000);
    expect(later).toBeGreaterThanOrEqual(10);
    expect(later).toBeLessThanOrEqual(20);
  });

  it('is asked at once where we did something, however long it was to be left alone, and as usual after an answer', async () => {
    const { clock, asked, observer } = start();
    for (let number = 0; number < 8; number += 1) {
      asked.at(-1)?.fail();
      await clock.advance(60_000);
    }
    asked.at(-1)?.fail();
    await clock.advance(100);
    const before = asked.length;
    observer.ask();
    expect(asked).toHaveLength(before + 1);
    asked.at(-1)?.answer(1);
    await clock.advance(ASK_EVERY_MS - 1);
    expect(asked).toHaveLength(before + 1);
    await clock.advance(1);
    expect(asked).toHaveLength(before + 2);
    asked.at(-1)?.fail();
    await clock.advance(3_000);
    expect(asked).toHaveLength(before + 3);
  });

  it('is asked at once when another question to the same source is answered again', async () => {
    const clock = fakeClock();
    const source: OneSource = new Set();
    const [one, other] = [start(clock, source), start(clock, source)];
    for (let number = 0; number < 8; number += 1) {
      one.asked.at(-1)?.fail();
      other.asked.at(-1)?.fail();
      await clock.advance(60_000);
    }
    const before = other.asked.length;
    other.asked.at(-1)?.fail();
    await clock.advance(100);
    one.asked.at(-1)?.answer(1);
    await clock.advance(0);
    expect(other.asked).toHaveLength(before + 1);
    other.asked.at(-1)?.fail();
    one.observer.ask();
    one.asked.at(-1)?.answer(2);
    await clock.advance(0);
    // It had not failed meanwhile.
    expect(other.asked).toHaveLength(before + 1);
    other.observer.stop();
    expect(source.size).toBe(1);
  });

  it('is left alone after the stop, which is no failure', async () => {
    const { clock, asked, heard, observer } = start();
    observer.stop();
    await clock.advance(10 * ASK_EVERY_MS);
    observer.ask();
    expect(asked).toHaveLength(1);
    expect(heard).toEqual([]);
  });
});
