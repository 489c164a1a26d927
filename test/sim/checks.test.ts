import { expect, it } from 'vitest';
import { plan } from '../../driver/pool/plan';
import { play } from './play';
import { draw } from './script';

it('a container that runs, and whose end nobody wants, is missed when it is removed', async () => {
  const script = { ...draw(1), steps: [{ waitMs: 1_000, what: 'launch', with: [0, 0, 0] } as const] };
  expect((await play(script)).violations).toEqual([]);
  const { violations } = await play(script, {
    planner(config, snapshot, now) {
      const made = plan(config, snapshot, now);
      const reason = 'It is taken for a leftover.';
      const sweeps = [...snapshot.listings].flatMap(([hostId, { last }]) =>
        (last?.value.containers ?? [])
          .filter(({ state }) => state === 'running')
          .map(({ containerId }) => ({
            type: 'sweep' as const,
            hostId,
            containerId,
            unlessItRuns: false,
            reason,
          })),
      );
      return { ...made, actions: [...made.actions, ...sweeps] };
    },
  });
  expect(violations[0]).toMatchObject({
    rule: 'no instance lost',
    what: expect.stringContaining('was removed'),
  });
});
