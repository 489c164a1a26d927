import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import type { Engine } from '../engine';
import { endingAfter, type Sending, sendAll } from './sending';

const { signal } = new AbortController();

/** Archives of so many pieces, the last of which is an exclamation mark. */
const archive = (name: string, pieces = 3): Sending => ({
  bytes: pieces,
  open: () => ({
    stream: Readable.from([...name.repeat(pieces - 1), '!'].map(piece => Buffer.from(piece))),
    size: pieces,
  }),
});

/** An engine that notes what it has got of each archive, and takes each when it is told to. */
function patientEngine() {
  const got: string[] = [];
  const take: ((error?: Error) => void)[] = [];
  const load: Engine['load'] = async (stream, { onProgress }) => {
    const at = got.push('') - 1;
    for await (const piece of stream) {
      got[at] += String(piece);
      onProgress?.(got[at]?.length ?? 0);
    }
    await new Promise<void>((resolve, reject) => {
      take[at] = error => (error ? reject(error) : resolve());
    });
  };
  return { got, take, engine: { load } as Engine };
}

const turn = () => new Promise<void>(resolve => setImmediate(resolve));
const until = async (holds: () => boolean) => {
  while (!holds()) await turn();
};

describe('archives that need one another', () => {
  test('are sent while the one before is unpacked, but for the end, and no more than two at once', async () => {
    const { got, take, engine } = patientEngine();
    const sent = sendAll(engine, [archive('a'), archive('b'), archive('c')], { signal });
    await until(() => got[1] === 'bb');
    for (let turns = 0; turns < 20; turns += 1) await turn();
    expect(got).toEqual(['aa!', 'bb']);
    take[0]?.();
    await until(() => got[2] === 'cc');
    expect(got).toEqual(['aa!', 'bb!', 'cc']);
    take[1]?.();
    await until(() => take[2] !== undefined);
    take[2]?.();
    await sent;
    expect(got).toEqual(['aa!', 'bb!', 'cc!']);
  });

  test('fail with the first that does, and nothing is sent after it', async () => {
    const { got, take, engine } = patientEngine();
    const sent = sendAll(engine, [archive('a'), archive('b'), archive('c')], { signal });
    await until(() => got[1] === 'bb');
    take[0]?.(new Error('It is full.'));
    await expect(sent).rejects.toThrow('It is full.');
    expect(got).toEqual(['aa!', 'bb']);
  });
});

test('a stream that ends after something else gives all of it, and fails where its source does', async () => {
  expect(await text(endingAfter(Readable.from([Buffer.from('one'), Buffer.from('two')]), turn()))).toBe(
    'onetwo',
  );
  const broken = Readable.from(
    (async function* () {
      yield Buffer.from('one');
      throw new Error('The file changed.');
    })(),
  );
  await expect(text(endingAfter(broken, Promise.resolve()))).rejects.toThrow('The file changed.');
});
