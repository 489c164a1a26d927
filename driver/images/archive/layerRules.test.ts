import { expect, it } from 'vitest';
import { isRockpoolError } from '../../model/errors';
import { layerRules } from './layerRules';

type Entry = [name: string, type?: string, linkName?: string];

function check(...entries: Entry[]): string {
  const rules = layerRules(100);
  try {
    for (const [name, type = '0', linkName = ''] of entries) {
      rules.entry({ name, type, linkName, size: 0, offset: 0 });
    }
  } catch (error) {
    return isRockpoolError(error) ? error.value.code : String(error);
  }
  return 'good';
}

it('lets a layer link to wherever it likes', () => {
  expect(check(['var/run', '2', '/run'], ['bin', '2', 'usr/bin'], ['a', '2', '../../..'])).toBe('good');
});

it('refuses a file that goes through a link that leads out, but not through one that stays inside', () => {
  expect(check(['out', '2', '/tmp'], ['out/file'])).toBe('IMAGE_LAYER_LINK_OUTSIDE');
  expect(check(['a/out', '2', '../../..'], ['a/out/b/c/file'])).toBe('IMAGE_LAYER_LINK_OUTSIDE');
  expect(check(['bin', '2', 'usr/bin'], ['bin/sh'])).toBe('good');
});

it('knows that a folder may take the place of a link', () => {
  expect(check(['out', '2', '/tmp'], ['out', '5'], ['out/file'])).toBe('good');
});

it('refuses names and hard links that climb out', () => {
  expect(check(['a/../../b'])).toBe('IMAGE_LAYER_PATH_OUTSIDE');
  expect(check(['a', '1', '../b'])).toBe('IMAGE_LAYER_LINK_OUTSIDE');
  expect(check(['a', '1', '/usr/b'])).toBe('good');
});
