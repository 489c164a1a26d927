import { expect, test } from 'vitest';
import { cleaned, cleanedLine, createCleaning } from './clean';
import { createDisguise } from './placeholders';
import { createRedactor } from './redactor';

const cleaning = createCleaning(
  createRedactor(['tidewater']),
  createDisguise({ user: ['level', 'ada'], address: [], project: [] }),
);

test.each(['cookie', 'authorization', 'adminPassword', 'sessionToken', 'route', 'userData'])(
  'a text in a field called %s is left out, whatever it is',
  field =>
    expect(cleaned({ [field]: 'sid=1', beside: 'x' }, cleaning)).toEqual({ [field]: '…', beside: 'x' }),
);

test('in a record texts are cleaned, names of fields stay, and instants can be read', () => {
  const record = {
    level: 'info',
    by: 'ada',
    at: 1_700_000_000_000,
    slots: 4,
    list: ['tidewater', true, null],
  };
  expect(cleaned(record, cleaning)).toEqual({
    ...{ level: 'info', by: 'user-2', at: '2023-11-14T22:13:20.000Z', slots: 4 },
    list: ['…', true, null],
  });
});

test('what is kept under a secret is kept under nothing that tells it', () => {
  expect(cleaned({ tidewater: 1 }, cleaning)).toEqual({ '…': 1 });
});

test.each([
  [
    '{"level":"info","msg":"for ada","x":{"token":"abc"}}',
    '{"level":"info","msg":"for user-2","x":{"token":"…"}}',
  ],
  ['{"level":"info","msg":"for ada, tidew', '{"user-1":"info","msg":"for user-2, tidew'],
  ['    at ada (tidewater)', '    at user-2 (…)'],
])('the line %s becomes %s', (line, clean) => expect(cleanedLine(line, cleaning)).toBe(clean));
