import { expect, test } from 'vitest';
import { hostKeyOf, isKnown } from './hostKeys';

/** Made for this test; ssh-keygen -lf prints the fingerprint below. */
const blob = 'AAAAC3NzaC1lZDI1NTE5AAAAIKK2kckyNg8ShJERG+cDfCyHXUfsDnFoccGzaI4GHyv4';

test('a key has its type and the fingerprint that ssh-keygen prints', () => {
  const key = hostKeyOf(Buffer.from(blob, 'base64'));
  expect(key).toEqual({
    type: 'ssh-ed25519',
    fingerprint: 'SHA256:UbMtDiJ3oJCUNtJurpxV5gOm5eXQdoKeMBtC/W58yeg',
  });
  expect(key && isKnown(key, [key])).toBe(true);
  expect(key && isKnown(key, [])).toBe(false);
});

test.each(['', 'AAAA', 'AAAAC3NzaC1lZDI1NTE5', Buffer.from('nonsense of some length').toString('base64')])(
  'what is no key has none: "%s"',
  text => expect(hostKeyOf(Buffer.from(text, 'base64'))).toBeUndefined(),
);
