import { expect, test } from 'vitest';
import { settingsOfText } from './settingsText';

const message = (text: string, inUse = 0) => {
  const result = settingsOfText(text, inUse);
  return result.ok ? 'ok' : result.message;
};

test('JSON that is cut short, or goes wrong, is refused with its place', () => {
  expect(message('{\n  "slots": 4,\n  "no')).toBe('This JSON is cut short: it ends at line 3, column 3.');
  expect(message('')).toContain('cut short');
  expect(message('{ "slots": four }')).toBe('This is no JSON from line 1, column 12 on.');
});

test('values that no host can have are refused by name, and so are keys that mean nothing', () => {
  expect(message('{ "slots": 0 }')).toContain('slots: A host has at least one slot');
  expect(message('{ "slots": "4" }')).toContain('slots: ');
  expect(message('{ "lifetime": "soon" }')).toContain('lifetime: Write days, hours and minutes');
  expect(message('{ "slot": 4 }')).toContain('slot');
  expect(message('[]')).not.toBe('ok');
});

test('fewer slots than are in use are refused, and what is left out is as the pool has it', () => {
  expect(message('{ "slots": 2 }', 3)).toContain('3 slots are in use');
  expect(settingsOfText('{ "slots": 3, "lifetime": "2h" }', 3)).toEqual({
    ok: true,
    settings: { slots: 3, lifetime: '2h', note: '' },
  });
  expect(settingsOfText('{}', 3)).toMatchObject({ ok: true, settings: { slots: null, lifetime: null } });
});
