import { expect, test } from 'vitest';
import { RockpoolError } from '../model/errors';
import type { Host } from '../model/host';
import type { SshConnection } from '../ssh';
import { createKeptEnds } from './keptEnds';

const connection = {} as SshConnection;
const hostOf = (changes: Partial<Host> = {}) =>
  ({ id: 'host', providerId: 'machine', engineUrl: 'ssh://machine', ...changes }) as Host;
const failing = (code: string) => async () => {
  throw new RockpoolError({ kind: 'transient', code, what: 'It did not work.' });
};

test('a host is asked once for all that want to know at the same time, and anew for who comes later', async () => {
  let asked = 0;
  const read = async () => {
    asked += 1;
    return new Map([['one', asked]]);
  };
  const keptEnds = createKeptEnds({ connectionOf: () => connection, read });
  const answers = await Promise.all([keptEnds(hostOf()), keptEnds(hostOf())]);
  expect(answers.map(ends => ends?.get('one'))).toEqual([1, 1]);
  expect((await keptEnds(hostOf()))?.get('one')).toBe(2);
});

test('other hosts, and machines that are on no list, are not asked', () => {
  const keptEnds = createKeptEnds({ connectionOf: id => (id === 'machine' ? connection : undefined) });
  expect(keptEnds(hostOf({ engineUrl: 'unix:///run/docker.sock' }))).toBeUndefined();
  expect(keptEnds(hostOf({ providerId: 'gone' }))).toBeUndefined();
});

test('a host that was told nothing knows none, and one that is silent is no such host', async () => {
  const asks = (code: string) =>
    createKeptEnds({ connectionOf: () => connection, read: failing(code) })(hostOf());
  expect(await asks('PREPARATION_ENDS')).toEqual(new Map());
  await expect(asks('SSH_UNREACHABLE')).rejects.toMatchObject({ value: { code: 'SSH_UNREACHABLE' } });
});
