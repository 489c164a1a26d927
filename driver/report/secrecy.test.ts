import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ReportedLab, reportedLab } from '../../test/support/reportedLab';
import { writtenForms } from '../../test/support/reportFiles';

/** What must not be in a report. */
let lab: ReportedLab;
beforeEach(async () => {
  lab = await reportedLab();
});
afterEach(() => lab[Symbol.asyncDispose]());

test.each([true, false])('no secret is in it in any form, with placeholders: %s', async placeholders => {
  const files = await lab.saved(placeholders);
  expect([...lab.secrets].filter(([, value]) => value.length < 20)).toEqual([]);
  const found = [...files].flatMap(([name, text]) =>
    [...lab.secrets]
      .filter(([, value]) => writtenForms(value).some(form => text.includes(form)))
      .map(([what]) => `${what} in ${name}`),
  );
  expect(found).toEqual([]);
});

test('with placeholders nobody and no place is named, and the same name is the same everywhere', async () => {
  const files = await lab.saved(true);
  const text = [...files.values()].join('\n');
  for (const name of [
    'grace',
    'hopper',
    'lovelace',
    'math.example',
    '10.3.0.7',
    'hydrology',
    'glaciology',
    'Katherine',
  ]) {
    expect(text.includes(name), name).toBe(false);
  }
  const [host] = JSON.parse(files.get('hosts.json') ?? '');
  expect(host.name).toMatch(/^address-\d+$/);
  expect(files.get('machines.json')).toContain(`"address":"${host.name}"`);
  expect(files.get('log/hosts/host.log')).toContain(`on ${host.name}`);
  const [instance] = JSON.parse(files.get('instances.json') ?? '');
  expect(files.get('machines.json')).toContain(`"user":"${instance.userId}"`);
});
