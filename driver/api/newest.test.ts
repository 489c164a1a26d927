import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { newest } from './newest';

test('what is told comes as it is told, and the result last', async () => {
  const heard: string[] = [];
  const told = newest<string>(async tell => {
    for (const word of ['one', 'two']) {
      tell(word);
      await turn();
      await turn();
    }
    return 'all';
  });
  for await (const word of told) heard.push(word);
  expect(heard).toEqual(['one', 'two', 'all']);
});

test('who reads slowly gets the newest', async () => {
  const heard: string[] = [];
  let end = () => {};
  const told = newest<string>(async tell => {
    for (const word of ['one', 'two', 'three']) tell(word);
    await new Promise<void>(resolve => {
      end = resolve;
    });
    return 'all';
  });
  for await (const word of told) {
    heard.push(word);
    end();
  }
  expect(heard).toEqual(['three', 'all']);
});

test('a failure ends it, after what was told', async () => {
  const heard: string[] = [];
  const told = newest<string>(async tell => {
    tell('one');
    await turn();
    throw new Error('no');
  });
  const reading = (async () => {
    for await (const word of told) heard.push(word);
  })();
  await expect(reading).rejects.toThrow('no');
  expect(heard).toEqual(['one']);
});
