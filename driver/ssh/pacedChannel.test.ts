import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { paced } from './pacedChannel';

const PIECE = 128 * 1024;

function channel() {
  const pieces: Buffer[] = [];
  const stream = new Writable({
    highWaterMark: 1,
    write(piece, _encoding, done) {
      pieces.push(piece);
      done();
    },
  });
  const waiting: (() => void)[] = [];
  paced(stream, then => waiting.push(() => then(PIECE)));
  return { stream, pieces, makeRoom: () => waiting.shift()?.(), waits: () => waiting.length };
}

test('a large write waits for room before each of its pieces, and arrives whole', async () => {
  const { stream, pieces, makeRoom } = channel();
  const data = Buffer.from(Array.from({ length: 2 * PIECE + 5 }, (_, at) => at % 251));
  const written = new Promise(done => stream.write(data, done));
  expect(pieces).toEqual([]);
  for (const count of [1, 2, 3]) {
    makeRoom();
    expect(pieces).toHaveLength(count);
  }
  await written;
  expect(Buffer.concat(pieces).equals(data)).toBe(true);
});

test('a small write waits for nothing', async () => {
  const { stream, pieces, waits } = channel();
  await new Promise(done => stream.write('GET / HTTP/1.1', done));
  expect(pieces.map(String)).toEqual(['GET / HTTP/1.1']);
  expect(waits()).toBe(0);
});

test('what goes wrong with a piece ends the write', async () => {
  const { stream, makeRoom } = channel();
  const broken = new Writable({ write: (_piece, _encoding, done) => done(new Error('It broke.')) });
  paced(broken, then => then(PIECE));
  broken.on('error', () => undefined);
  const said = await new Promise(done => broken.write(Buffer.alloc(PIECE + 1), done));
  expect(said).toMatchObject({ message: 'It broke.' });
  stream.destroy();
  makeRoom();
});
