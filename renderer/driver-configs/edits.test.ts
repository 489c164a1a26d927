import { expect, test } from 'vitest';
import { type ConfigKey, poolConfigSchema } from '../../driver/model/pool';
import { aPool } from '../testing/builders';
import { checkEdits, type Edits, groupsOf, overtaken } from './edits';

const pool = aPool({ provider: 'simulator', config: poolConfigSchema.parse({}) });
function typed(values: Partial<Record<ConfigKey, string | boolean>>): Edits {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      { typed: value, base: pool.config[key as ConfigKey] },
    ]),
  ) as Edits;
}

test('what was typed becomes changes, and what is as it was does not', () => {
  const { changes, errors } = checkEdits(
    pool,
    typed({ DD_MAX_HOSTS: ' 6 ', DD_HOST_LIFETIME: '4h', DD_SHUTDOWN_MODE: true }),
  );
  expect(changes).toEqual({ DD_MAX_HOSTS: 6, DD_SHUTDOWN_MODE: true });
  expect(errors).toEqual({});
});

test.each(['0', '-1', '1000000000', '', 'four', '2.5'])('%j hosts are refused with the reason', text => {
  const { errors, changes } = checkEdits(pool, typed({ DD_MAX_HOSTS: text }));
  expect(errors.DD_MAX_HOSTS).toMatch(/whole number from 1 to/);
  expect(changes).toEqual({});
});

test('settings that do not go together are told at the one to change', () => {
  const { errors } = checkEdits(
    pool,
    typed({ DD_FREE_SLOT_TARGET: '1000', DD_HOST_FLAVOR_SLOTS_SMALL: '48' }),
  );
  expect(errors.DD_FREE_SLOT_TARGET).toMatch(/can never be kept/);
  expect(errors.DD_HOST_FLAVOR_SLOTS_SMALL).toMatch(/more than the large one/);
});

test('an empty input stands for automatic where there is such a thing', () => {
  const local = aPool({ config: poolConfigSchema.parse({ localSlots: 7 }) });
  expect(checkEdits(local, { localSlots: { typed: ' ', base: 7 } })).toMatchObject({
    changes: { localSlots: null },
    errors: {},
  });
});

test('a setting that somebody else has changed meanwhile is noticed', () => {
  const edits = typed({ DD_MAX_HOSTS: '6', DD_FREE_SLOT_TARGET: '2' });
  expect(overtaken({ ...pool.config, DD_MAX_HOSTS: 9 }, edits)).toEqual(['DD_MAX_HOSTS']);
});

test('a pool shows the settings that its provider has, and only those', () => {
  expect(groupsOf('local').flatMap(({ keys }) => keys)).toEqual(['localSlots', 'DD_SHUTDOWN_MODE']);
  const groups = groupsOf('simulator');
  expect(groups.map(({ group }) => group)).toEqual([
    'capacity',
    'flavors',
    'storage',
    'lifetime and errors',
    'shutdown',
  ]);
  expect(groups.flatMap(({ keys }) => keys)).not.toContain('localSlots');
});
