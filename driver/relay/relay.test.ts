import { expect, it } from 'vitest';
import { layerLines } from './relay';

const layer = (digit: string, size: number) =>
  ({ diffId: `sha256:${digit.repeat(64)}`, offset: 0, size, compression: 'none' }) as const;

it('tells a layer by its size only where no other of the image has the same', () => {
  const layers = [layer('a', 10), layer('b', 20), layer('c', 20), layer('d', 30)];
  expect(
    layerLines(
      { layers },
      layers.slice(1).map(({ diffId }) => diffId),
    ),
  ).toEqual([`layer 1 ${'b'.repeat(64)} -`, `layer 2 ${'c'.repeat(64)} -`, `layer 3 ${'d'.repeat(64)} 30`]);
});
