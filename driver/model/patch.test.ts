import { expect, it } from 'vitest';
import { blueprintConfigSchema } from './blueprint';
import { patchOf } from './patch';
import { settingsSchema } from './settings';

it('names only what is changed, without the defaults of the rest', () => {
  expect(patchOf(settingsSchema).parse({ welcomeDone: true })).toEqual({ welcomeDone: true });
  expect(patchOf(settingsSchema).parse({})).toEqual({});
});

it('still checks what is named', () => {
  expect(patchOf(settingsSchema).safeParse({ warnBeforeEndMinutes: 0 }).success).toBe(false);
});

it('lets a blueprint override nothing but its name', () => {
  expect(blueprintConfigSchema.parse({ name: 'x' })).toEqual({ name: 'x' });
  expect(blueprintConfigSchema.safeParse({}).success).toBe(false);
});
