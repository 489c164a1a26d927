import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ImageLayer } from '../model/image';
import { portionsOf } from './portions';

const layer = (diffId: string, size = 10): ImageLayer => ({ diffId, offset: 0, size, compression: 'none' });
const image = (...ids: string[]) => ({ layers: ids.map(id => layer(id)) });

describe('an image is sent', () => {
  test('in one portion where nothing is known of the engine', () => {
    expect(portionsOf(image('a', 'b'), undefined, 1)).toEqual([{ depth: 2, layers: ['a', 'b'], bytes: 20 }]);
  });
  test('a portion a layer, the lowest first, the last one being the image', () => {
    expect(portionsOf(image('a', 'b', 'c'), ['a', 'b', 'c'], 1)).toEqual([
      { depth: 1, layers: ['a'], bytes: 10 },
      { depth: 2, layers: ['b'], bytes: 10 },
      { depth: 3, layers: ['c'], bytes: 10 },
    ]);
  });
  test('without what the engine has', () => {
    expect(portionsOf(image('a', 'b', 'c'), ['c'], 1)).toEqual([{ depth: 3, layers: ['c'], bytes: 10 }]);
    expect(portionsOf(image('a', 'b'), [], 1)).toEqual([{ depth: 2, layers: [], bytes: 0 }]);
  });
  test('with small layers together', () => {
    expect(portionsOf(image('a', 'b', 'c', 'd'), ['a', 'b', 'c', 'd'], 15).map(one => one.layers)).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });
  test('with no portion for what the engine has on top of what it lacks', () => {
    expect(portionsOf(image('a', 'b', 'c'), ['a'], 1)).toEqual([{ depth: 3, layers: ['a'], bytes: 10 }]);
  });
  test('with a layer once an archive, however often the image has it', () => {
    expect(portionsOf(image('a', 'e', 'b', 'e', 'e'), ['a', 'b', 'e'], 25)).toEqual([
      { depth: 3, layers: ['a', 'e', 'b'], bytes: 30 },
      { depth: 5, layers: ['e'], bytes: 10 },
    ]);
  });
});

test('portions grow, end with the image, and each new place of a layer that is lacking has it', () => {
  const ids = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(
      ids,
      fc.subarray(['a', 'b', 'c', 'd', 'e']),
      fc.integer({ min: 1, max: 60 }),
      (all, missing, least) => {
        const portions = portionsOf(image(...all), missing, least);
        expect(portions.at(-1)?.depth).toBe(all.length);
        let before = 0;
        for (const [at, { depth, layers, bytes }] of portions.entries()) {
          expect(depth).toBeGreaterThan(before);
          const places = all.slice(before, depth).filter(id => missing.includes(id));
          expect(new Set(layers)).toEqual(new Set(places));
          expect(bytes).toBe(layers.length * 10);
          if (at < portions.length - 1) expect(bytes).toBeGreaterThanOrEqual(least);
          before = depth;
        }
      },
    ),
  );
});
