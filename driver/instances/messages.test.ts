import { expect, test } from 'vitest';
import { memoryEngine } from '../../test/support/memoryEngine';
import { RockpoolError } from '../model/errors';
import { causeOfEnd } from './messages';

const { signal } = new AbortController();

test('a container that its engine can not describe any more has ended, for a reason that nobody knows', async () => {
  await using memory = await memoryEngine('unix:///engine.sock');
  const refused = new RockpoolError({ kind: 'transient', code: 'ENGINE_REFUSED', what: 'No layer.' });
  const engine = { ...memory.engine, inspect: () => Promise.reject(refused) };
  expect((await causeOfEnd(engine, 'lost', { signal })).value).toMatchObject({
    code: 'CONTAINER_ENDED',
    what: 'The container ended by itself.',
  });
});

test('an engine that is away says nothing of how a container ended', async () => {
  await using memory = await memoryEngine('unix:///engine.sock');
  const away = new RockpoolError({ kind: 'transient', code: 'ENGINE_UNREACHABLE', what: 'Away.' });
  const engine = { ...memory.engine, inspect: () => Promise.reject(away) };
  await expect(causeOfEnd(engine, 'x', { signal })).rejects.toBe(away);
});
