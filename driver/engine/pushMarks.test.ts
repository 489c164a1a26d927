import { expect, it } from 'vitest';
import { pullMark, pushMark, readPushMark } from './pushMarks';

const image = { id: 'lab/a:1', imageId: `sha256:${'a'.repeat(64)}` };

it.each([
  [pushMark(image), true],
  [pullMark(image), false],
  [`localhost/${pushMark(image)}`, true],
  [`docker.io/${pullMark(image)}`, false],
])('%s says whose it is, by which name, and whether it was sent: %s', (mark, isSent) => {
  const read = readPushMark(mark);
  expect(read).toMatchObject({ imageId: image.imageId, isSent });
  expect(read?.isNameOf('lab/a:1')).toBe(true);
  expect(read?.isNameOf('lab/a:2')).toBe(false);
});

it('takes no other name for a mark', () => {
  for (const name of ['lab/a:1', 'rockpool/pushed:latest', `mine/${pushMark(image)}`])
    expect(readPushMark(name)).toBeUndefined();
});
