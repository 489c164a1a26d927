import { expect, it } from 'vitest';
import { memoryEngine } from '../../test/support/memoryEngine';
import { heardEngines } from './heard';

const URL = 'unix:///engine.sock';

it('each answer of an engine is told, with its address; a call that fails is none', async () => {
  const heard: string[] = [];
  await using memory = await memoryEngine(URL);
  const engines = heardEngines(() => memory.engine);
  engines.onAnswer(url => heard.push(url));
  await engines.connect(URL).list('me');
  expect(heard).toEqual([URL]);
  await expect(engines.connect(URL).inspect('nothing')).rejects.toThrow();
  expect(heard).toEqual([URL]);
});

it('there is one engine an address, which is opened once', async () => {
  await using memory = await memoryEngine(URL);
  let opened = 0;
  const engines = heardEngines(() => {
    opened += 1;
    return memory.engine;
  });
  expect(engines.connect(URL)).toBe(engines.connect(URL));
  expect(opened).toBe(1);
});

it('who has stopped listening is told nothing more', async () => {
  await using memory = await memoryEngine(URL);
  const heard: string[] = [];
  const engines = heardEngines(() => memory.engine);
  engines.onAnswer(url => heard.push(url))();
  await engines.connect(URL).list('me');
  expect(heard).toEqual([]);
});
