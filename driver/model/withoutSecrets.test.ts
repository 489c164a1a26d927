import { expect, test } from 'vitest';
import { withoutSecrets } from './withoutSecrets';

test.each([
  ['GET /notebooks/0123456789abcdef/tree', 'GET /notebooks/…/tree'],
  ['tree?token=abc123&x=1', 'tree?token=…&x=1'],
  ['export OS_PASSWORD=hunter2', 'export OS_PASSWORD=…'],
  ['passphrase: hunter2 was refused', 'passphrase: … was refused'],
  [String.raw`said {\"access_token\":\"abc123\"}`, String.raw`said {\"access_token\":\"…\"}`],
  ['https://me:hunter2@registry.example/v2', 'https://…@registry.example/v2'],
  [`X-Auth-Token gAAAAAB${'x'.repeat(60)}== was sent`, 'X-Auth-Token … was sent'],
  [
    '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbn\nNzaC1\n-----END OPENSSH PRIVATE KEY-----\nafter',
    '…\nafter',
  ],
  ['-----BEGIN PRIVATE KEY-----\nMC4CAQ, and no end', '…'],
])('%j becomes %j', (text, clean) => {
  expect(withoutSecrets(text)).toBe(clean);
  expect(withoutSecrets(clean)).toBe(clean);
});

test.each([
  '{"lacksSecret":true,"a":1}',
  'Enter the password, or the token.',
  'the secret of an application credential',
])('%j has none and stays as it is', text => expect(withoutSecrets(text)).toBe(text));
