import { expect, test } from 'vitest';
import { MOST_INPUT } from '../../../driver/model/terminal';
import { createInputQueue } from './inputQueue';

function start() {
  const sent: string[] = [];
  const refused: unknown[] = [];
  let answer: (error?: Error) => void = () => undefined;
  const queue = createInputQueue(
    text => {
      sent.push(text);
      return new Promise<void>((resolve, reject) => {
        answer = error => (error ? reject(error) : resolve());
      });
    },
    thrown => refused.push(thrown),
  );
  const tick = async (error?: Error) => {
    answer(error);
    await new Promise(setImmediate);
  };
  return { queue, sent, refused, tick };
}

test('what is typed while a piece is under way goes together with the next, in order', async () => {
  const { queue, sent, tick } = start();
  for (const key of 'hello') queue.type(key);
  expect(sent).toEqual(['h']);
  await tick();
  expect(sent).toEqual(['h', 'ello']);
  await tick();
  queue.type('!');
  expect(sent).toEqual(['h', 'ello', '!']);
});

test('a long paste goes in pieces, none of which ends within a character', async () => {
  const { queue, sent, tick } = start();
  const paste = `${'x'.repeat(MOST_INPUT - 1)}🐚 and the rest`;
  queue.type(paste);
  await tick();
  expect(sent).toHaveLength(2);
  expect(sent[0]).toBe('x'.repeat(MOST_INPUT - 1));
  expect(sent.join('')).toBe(paste);
});

test('after a refusal the rest is forgotten, and typing goes on', async () => {
  const { queue, sent, refused, tick } = start();
  queue.type('a');
  queue.type('bc');
  await tick(new Error('full'));
  expect(refused).toHaveLength(1);
  expect(sent).toEqual(['a']);
  queue.type('d');
  expect(sent).toEqual(['a', 'd']);
});
