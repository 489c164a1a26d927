import fc from 'fast-check';
import { expect, test } from 'vitest';
import { containerName } from './containerSpec';
import { labelsOf, marksOf } from './marks';
import type { ContainerMarks } from './port';

const marks: fc.Arbitrary<ContainerMarks> = fc.record({
  ...{ controller: fc.string(), pool: fc.string(), host: fc.string(), instance: fc.string() },
  ...{ blueprint: fc.string(), user: fc.string(), route: fc.string() },
  ...{ slots: fc.nat(), port: fc.nat(65535), created: fc.nat(), lifetime: fc.nat() },
});

test('marks come back from labels as they were', () => {
  fc.assert(
    fc.property(marks, value => {
      expect(marksOf(labelsOf(value))).toEqual(value);
    }),
  );
});

test('labels that lack something still tell whose the container is', () => {
  const found = marksOf({ 'rockpool.controller': 'mine', 'rockpool.slots': 'many', other: 'label' });
  expect(found).toMatchObject({ controller: 'mine', instance: '', slots: 0, port: 0 });
});

test('a container name is always the same for an instance, and another for another data folder', () => {
  const value = marksOf({ 'rockpool.controller': 'mine', 'rockpool.instance': '1' });
  const name = containerName({ name: 'pb-ada-the-calm', marks: value });
  expect(name).toMatch(/^pb-ada-the-calm-[0-9a-f]{8}$/);
  expect(containerName({ name: 'pb-ada-the-calm', marks: { ...value, slots: 3 } })).toBe(name);
  expect(containerName({ name: 'pb-ada-the-calm', marks: { ...value, controller: 'theirs' } })).not.toBe(
    name,
  );
});
