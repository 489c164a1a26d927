import { sentence, toErrorValue } from '../../driver/model/errors';
import type { RunningApp } from '../app';
import { print } from '../output';
import { Screen } from './screen';
import { type SelfTest, steps } from './steps';

const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Does the main job through the real window, a line a step. Answers with the exit status: 0 if all of it worked. */
export async function runSelfTest(
  app: RunningApp,
  options: { dataDir: string; headless: boolean },
): Promise<number> {
  const test: SelfTest = {
    ...options,
    app,
    screen: new Screen(app.window.webContents),
    imageIsOurs: false,
    engineUrl: '',
    instanceUrl: '',
  };
  const begin = performance.now();
  for (const [index, { title, next, run }] of steps.entries()) {
    const number = `${index + 1}/${steps.length}`;
    const since = performance.now();
    try {
      print(`✓ ${number} ${title}: ${await run(test)} (${seconds(since)})`);
    } catch (error) {
      const value = toErrorValue(error);
      app.backend.log.error('self-test failed', { step: title, error: sentence(value) });
      print(`✗ ${number} ${title} (${seconds(since)}): ${sentence({ ...value, next: value.next ?? next })}`);
      await cleanUp(test);
      print('The self-test failed.');
      return 1;
    }
  }
  print(`The self-test passed in ${seconds(begin)}.`);
  return 0;
}

/** After a failure: takes back what may be there, as far as that works. */
async function cleanUp({ app }: SelfTest): Promise<void> {
  const { instances } = app.backend.rockpool.services;
  const all = () => Object.values(app.follower.state.instances);
  instances.destroy(all().map(({ id }) => id));
  const deadline = performance.now() + 20_000;
  while (all().some(({ state }) => state === 'deleting') && performance.now() < deadline)
    await new Promise(resolve => setTimeout(resolve, 200));
}
