import { expect, it } from 'vitest';
import { fakeClock, seededRandom, silentLog } from '../../test/support/fakeClock';
import { RockpoolError } from '../model/errors';
import { createTasks } from './tasks';

const make = () => {
  const clock = fakeClock();
  return { clock, tasks: createTasks({ clock, random: seededRandom(), log: silentLog }) };
};
const about = { kind: 'import', title: 'Import x.img' } as const;

it('answers with an id at once and shows the result when the job is done', async () => {
  const { tasks } = make();
  const { id, finished } = tasks.start(about, async () => 'lab/httpd');
  expect(tasks.all()).toMatchObject([{ id, state: 'running', title: 'Import x.img' }]);
  expect(await finished).toBe('lab/httpd');
  expect(tasks.all()).toMatchObject([{ id, state: 'done', result: 'lab/httpd' }]);
});

it('keeps the error of a job that failed, and cancelled is no error', async () => {
  const { tasks } = make();
  const error = { kind: 'input', code: 'X', what: 'No.' } as const;
  const failing = tasks.start(about, async () => {
    throw new RockpoolError(error);
  });
  const waiting = tasks.start(about, ({ signal }) =>
    make()
      .clock.sleep(1e9, { signal })
      .then(() => ''),
  );
  tasks.cancel(waiting.id);
  await expect(failing.finished).rejects.toThrow('No.');
  await expect(waiting.finished).rejects.toThrow();
  expect(tasks.all().map(({ state, error: value }) => [state, value])).toEqual([
    ['failed', error],
    ['cancelled', undefined],
  ]);
});

it('measures speed over the last seconds only', async () => {
  const { clock, tasks } = make();
  const { finished } = tasks.start(about, async ({ report }) => {
    for (const [second, done] of [0, 100, 200, 300, 1300, 2300, 3300, 4300].entries()) {
      await clock.sleep(second === 0 ? 0 : 1000);
      report({ done });
    }
    return undefined;
  });
  await clock.advance(20_000);
  await finished;
  expect(tasks.all()[0]?.speed).toBe(1000);
});

it('stops running jobs and waits for them when it is disposed', async () => {
  const { tasks } = make();
  let stopped = false;
  tasks.start(about, async ({ signal }) => {
    await make()
      .clock.sleep(1e9, { signal })
      .catch(() => {
        stopped = true;
      });
    return undefined;
  });
  await tasks[Symbol.asyncDispose]();
  expect(stopped).toBe(true);
});
