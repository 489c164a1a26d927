import { expect, test } from 'vitest';
import { allOf, keypairs } from '../../index.ts';
import { cannedCloud } from '../../testing/canned.ts';

test('key pairs are found and removed by name, whatever is in it', async () => {
  const keypair = { name: 'old key', fingerprint: '1e:2c', public_key: 'ssh-ed25519 AAAA', type: 'ssh' };
  const { cloud, asked } = cannedCloud({ keypairs: [{ keypair }] }, { status: 202 });
  const [found] = await allOf(keypairs.list(cloud));
  expect(found).toEqual({
    name: 'old key',
    fingerprint: '1e:2c',
    publicKey: 'ssh-ed25519 AAAA',
    type: 'ssh',
  });
  await keypairs.remove(cloud, 'old key');
  expect(asked.map(({ call }) => call)).toEqual(['GET /os-keypairs', 'DELETE /os-keypairs/old key']);
});
