import { expect, test } from 'vitest';
import { sshServer } from '../../test/support/sshServer';
import { systemClock as clock, systemRandom as random } from '../system';
import { keepConnection } from './connection';

test('a machine that lets us in and then hangs up is asked again once, and then waited for', async () => {
  await using server = await sshServer({ onReady: client => client.end() });
  using connection = keepConnection(server.target, { clock, random });
  const waits = new Promise<void>(resolve => {
    connection.onState(state => {
      if (state === 'waiting') resolve();
    });
  });
  await connection.run('true', { quietMs: 20_000 }).catch(() => undefined);
  await waits;
  expect(server.letIn).toBe(2);
  expect(connection.failure).toMatchObject({ code: 'SSH_BROKE_OFF', kind: 'transient' });
});

test('one that hangs up only once is back at once', async () => {
  await using server = await sshServer({
    onReady(client, letIn) {
      if (letIn === 1) client.end();
    },
  });
  using connection = keepConnection(server.target, { clock, random });
  const states: string[] = [];
  const isBack = new Promise<void>(resolve => {
    connection.onState(state => {
      states.push(state);
      if (server.letIn === 2 && state === 'open') resolve();
    });
  });
  await connection.run('true', { quietMs: 20_000 }).catch(() => undefined);
  await isBack;
  expect(states).toEqual(['connecting', 'open', 'connecting', 'open']);
});
