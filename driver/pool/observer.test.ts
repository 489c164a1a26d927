import { describe, expect, it } from 'vitest';
import { fakeClock } from '../../test/support/fakeClock';
import { RockpoolError } from '../model/errors';
import { ASK_EVERY_MS, observe } from './observer';
import type { Observed } from './snapshot';

const trouble = new RockpoolError({ kind: 'transient', code: 'ENGINE_TIMEOUT', what: 'It took too long.' });

/** A source that answers when it is told to. */
function start() {
  const clock = fakeClock();
  const asked: { answer: (value: number) => void; fail: () => void }[] = [];
  const heard: Observed<number>[] = [];
  const observer = observe<number>(
    ({ signal }) =>
      new Promise((resolve, reject) => {
        asked.push({ answer: resolve, fail: () => reject(trouble) });
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
    observed => heard.push(observed),
    { clock },
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
      await clock.advance(ASK_EVERY_MS / 3);
    }
    expect(asked).toHaveLength(5);
    expect(observer.observed).toMatchObject({
      last: { value: 1, ended: 0 },
      failure: { begun: ASK_EVERY_MS },
    });
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
