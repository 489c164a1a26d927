import { describe, expect, test } from 'vitest';
import { templateConfigSchema } from '../../driver/model/template';
import { aConfig, anImage } from '../testing/builders';
import { formValuesOf } from '../ui/schemaFields';
import { slotsForLimit, warningsFor } from './configWarnings';

const world = { images: [anImage()], largestHostSlots: 8 };
const values = (changes: Record<string, string> = {}) => ({
  ...formValuesOf(templateConfigSchema, aConfig()),
  ...changes,
});

describe('slotsForLimit', () => {
  test('is what the memory limit asks for, where the form has fewer slots', () => {
    expect(slotsForLimit(values({ memory_limit: '2g' }))).toBe(4);
    expect(slotsForLimit(values({ memory_limit: '600m' }))).toBe(2);
    expect(slotsForLimit(values({ memory_limit: '2g', consumed_slots: '4' }))).toBeUndefined();
    expect(slotsForLimit(values({ memory_limit: 'lots' }))).toBeUndefined();
  });
});

describe('warningsFor', () => {
  test('has nothing to say about the example of the manual', () => {
    expect(warningsFor(values(), world)).toEqual({});
  });

  test('points out memory above the share of its slots, and how many slots would be right', () => {
    expect(warningsFor(values({ memory_limit: '2g' }), world).memory_limit).toContain(
      '4 slots would be right',
    );
    expect(warningsFor(values({ memory_limit: '2g', consumed_slots: '4' }), world)).toEqual({});
  });

  test('points out an image that the directory does not have', () => {
    expect(warningsFor(values({ docker_image: 'gone/image' }), world)).toHaveProperty('docker_image');
    expect(warningsFor(values({ docker_image: 'rocker/rstudio:latest' }), world)).toEqual({});
  });

  test('points out a port that the image does not expose', () => {
    expect(warningsFor(values({ internal_port: '80' }), world).internal_port).toContain('port 8787, not 80');
  });

  test('points out more slots than any host has, and nothing while no host is known', () => {
    expect(warningsFor(values({ consumed_slots: '9' }), world)).toHaveProperty('consumed_slots');
    expect(warningsFor(values({ consumed_slots: '9' }), { ...world, largestHostSlots: undefined })).toEqual(
      {},
    );
  });

  test('leaves what is wrong to the errors', () => {
    expect(
      warningsFor(values({ internal_port: 'abc', memory_limit: '512', consumed_slots: '' }), world),
    ).toEqual({});
  });
});
