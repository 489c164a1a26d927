import { describe, expect, test } from 'vitest';
import type { Image } from './image';
import { imageSupply, needsGpu, type SupplyFor } from './imageSupply';

const image = (id: string, changes: Partial<Image> = {}) =>
  ({ id, os: 'linux', architecture: 'amd64', environment: [], ...changes }) as unknown as Image;
const cuda = image('lab/cuda:1', { environment: ['PATH=/', 'NVIDIA_VISIBLE_DEVICES=all'] });
const arm = image('lab/arm:1', { architecture: 'arm64' });
const usual: SupplyFor = { needed: [], all: true, architecture: 'amd64', gpu: false };
const supply = (images: Image[], changes: Partial<SupplyFor>) =>
  imageSupply(images, { ...usual, ...changes });

describe('a host gets', () => {
  test('all images, those first that blueprints need', () => {
    const images = [image('a:1'), image('c:latest'), image('b:1')];
    expect(supply(images, { needed: ['c'] })).toEqual({ wanted: ['c:latest', 'a:1', 'b:1'], leftOut: [] });
  });
  test('only what is needed where the pool wants it so', () => {
    expect(supply([image('a:1'), image('b:1')], { needed: ['b:1', 'gone:1'], all: false })).toEqual({
      wanted: ['b:1'],
      leftOut: [{ name: 'a:1', why: 'No active blueprint needs it.' }],
    });
  });
  test('none for another processor, needed or not', () => {
    const { wanted, leftOut } = supply([arm], { needed: ['lab/arm:1'] });
    expect(wanted).toEqual([]);
    expect(leftOut[0]?.why).toBe('It is made for arm64 processors, and the host has amd64.');
    for (const architecture of ['386', ''])
      expect(supply([image('a:1', { architecture })], {}).wanted).toEqual(['a:1']);
    expect(supply([arm], { architecture: undefined }).wanted).toEqual(['lab/arm:1']);
  });
  test('none for another system', () => {
    expect(supply([image('w:1', { os: 'windows' })], {}).leftOut[0]?.why).toContain('made for windows');
  });
  test('those for graphics cards where there are cards, or a blueprint needs them', () => {
    expect(supply([cuda], {}).leftOut[0]?.why).toContain('graphics cards');
    expect(supply([cuda], { gpu: true }).wanted).toEqual(['lab/cuda:1']);
    expect(supply([cuda], { needed: ['lab/cuda:1'] }).wanted).toEqual(['lab/cuda:1']);
  });
});

test.each([
  ['NVIDIA_VISIBLE_DEVICES=all', true],
  ['NVIDIA_REQUIRE_CUDA=cuda>=12.0', true],
  ['NVIDIA_VISIBLE_DEVICES=void', false],
  ['NVIDIA_VISIBLE_DEVICES=', false],
  ['MY_NVIDIA_VISIBLE_DEVICES=all', false],
])('an image with %s is made for graphics cards: %s', (line, is) => {
  expect(needsGpu({ environment: [line] })).toBe(is);
});
