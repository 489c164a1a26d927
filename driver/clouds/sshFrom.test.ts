import { expect, test } from 'vitest';
import { systemClock } from '../system';
import { addressIn, suggestSshFrom } from './sshFrom';

const options = { clock: systemClock, signal: new AbortController().signal };

test('the address of a jump host is what hosts see', async () => {
  const found = await suggestSshFrom(
    { jump: '192.0.2.7', hosts: [], authUrl: 'https://cloud.test' },
    options,
  );
  expect(found).toMatchObject({ ranges: '192.0.2.7/32', isSure: false });
});

test('an address that leads nowhere else is no suggestion, and neither is a name that nobody knows', async () => {
  expect(
    await suggestSshFrom({ hosts: ['127.0.0.0/8'], authUrl: 'http://127.0.0.1:5000' }, options),
  ).toBeUndefined();
  expect(await suggestSshFrom({ hosts: [], authUrl: 'https://nobody.invalid' }, options)).toBeUndefined();
});

test.each([
  ['198.51.100.0/24', '198.51.100.1'],
  ['10.0.0.5/32', '10.0.0.5'],
  ['2001:db8::/48', '2001:db8::1'],
])('a machine of %s may have the address %s', (range, address) => {
  expect(addressIn(range)).toBe(address);
});
