import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock as clock } from '../system';
import type { Credential } from './port';
import { proofOf } from './proof';

/** Keys whose secret is in a security key, as OpenSSH keeps and offers them. */
const SK = 'sk-ssh-ed25519@openssh.com';
/** What an agent answers when it is asked for its keys (draft-miller-ssh-agent, 4.4). */
const IDENTITIES = 12;

const number = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const field = (value: Buffer | string) => {
  const bytes = Buffer.from(value as string);
  return Buffer.concat([number(bytes.length), bytes]);
};
const publicPart = Buffer.concat([field(SK), field(Buffer.alloc(32, 7)), field('ssh:')]);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'proof-'));
});
afterEach(() => rm(folder, { recursive: true }));

const proved = (credential: Credential) =>
  proofOf({ address: 'lab1', port: 22, user: 'ada', credential, hostKeys: [] }, { clock });
const refused = (value: object) => ({ value: expect.objectContaining({ kind: 'permanent', ...value }) });

test('a key file that needs a security key is named as that, with what to take instead', async () => {
  const blob = Buffer.concat([
    ...[Buffer.from('openssh-key-v1\0'), field('none'), field('none'), field('')],
    ...[number(1), field(publicPart), field('private')],
  ]);
  const file = path.join(folder, 'id');
  const text = `-----BEGIN OPENSSH PRIVATE KEY-----\n${blob.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`;
  await writeFile(file, text);
  await expect(proved({ kind: 'file', path: file })).rejects.toMatchObject(
    refused({
      ...{ code: 'SSH_KEY_TYPE', where: file },
      why: expect.stringContaining('touch'),
      next: expect.stringContaining('ssh-keygen -t ed25519'),
    }),
  );
});

test('an agent that holds nothing but keys of security keys is told from one that is away', async () => {
  const socket = path.join(folder, 'agent');
  const answer = Buffer.concat([Buffer.from([IDENTITIES]), number(1), field(publicPart), field('token')]);
  const agent = net.createServer(asked => asked.once('data', () => asked.write(field(answer))));
  agent.listen(socket);
  await once(agent, 'listening');
  await expect(proved({ kind: 'agent', socket })).rejects.toMatchObject(
    refused({ code: 'SSH_AGENT_EMPTY', why: expect.stringContaining('security keys') }),
  );
  agent.close();
  await expect(proved({ kind: 'agent', socket })).rejects.toMatchObject(
    refused({ code: 'SSH_AGENT_MISSING' }),
  );
});
