import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { systemClock as clock } from '../system';
import { askHostKey, dial } from './client';
import type { Credential, SshTarget } from './port';

const KEY_THAT_IS_AWAY: Credential = { kind: 'file', path: '/nowhere/id_ed25519' };
const target: SshTarget = {
  ...{ address: 'lab1', port: 22, user: 'ada', hostKeys: [{ type: 'ssh-ed25519', fingerprint: 'SHA256:x' }] },
  credential: KEY_THAT_IS_AWAY,
};
const NO_AGENT: Credential = { kind: 'agent', socket: undefined };

test.each([
  ['whose key is away', KEY_THAT_IS_AWAY, 'SSH_KEY_FILE'],
  ['whose agent is away', NO_AGENT, 'SSH_AGENT_MISSING'],
])('the way through another host is let go of for a machine %s', async (_, credential, code) => {
  const through = new PassThrough();
  await expect(dial({ ...target, credential }, { clock, through })).rejects.toMatchObject({
    value: { code },
  });
  expect(through.destroyed).toBe(true);
});

test('the way is let go of where nobody wants the machine any more', async () => {
  const through = new PassThrough();
  const signal = AbortSignal.abort(new Error('not wanted'));
  await expect(askHostKey(target, { clock, through, signal })).rejects.toThrow('not wanted');
  expect(through.destroyed).toBe(true);
});
