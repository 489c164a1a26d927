import { expect, test } from 'vitest';
import { makeKeyPair, publicKeyOf } from './keys';

test('each pair that is made can be read', async () => {
  for (let i = 0; i < 1000; i += 1) {
    const { privateKey, publicKey } = await makeKeyPair('rockpool');
    expect(await publicKeyOf(privateKey)).toBe(publicKey);
  }
});

test('what is no key is refused with what to do', async () => {
  await expect(publicKeyOf('-----BEGIN NOTHING-----')).rejects.toMatchObject({
    value: { code: 'SSH_KEY_UNREADABLE', next: expect.stringContaining('OpenSSH') },
  });
});
