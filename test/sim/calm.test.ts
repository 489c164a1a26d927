import { expect, it } from 'vitest';
import { plan } from '../../driver/pool/plan';
import { play } from './play';
import { draw, type Script } from './script';

/** The first Rockpool is shut down and gives the pool back; somebody has launched in the second, which waits for it. */
const passedOn: Script = {
  ...draw(1),
  config: { ...draw(1).config, DD_MAX_HOSTS: 2 },
  controllers: 2,
  steps: [
    { waitMs: 1_000, what: 'launch', with: [0.9, 0, 0] },
    { waitMs: 1_000, what: 'configure', with: [0.1, 0.25, 0] },
  ],
};

it('who gets a pool that another gives back serves its queue', async () => {
  expect((await play(passedOn)).violations).toEqual([]);
});

it('a pool that was given back is not right while who gets it serves nobody', async () => {
  const { violations } = await play(passedOn, {
    planner(config, snapshot, now) {
      const made = plan(config, snapshot, now);
      if (!snapshot.ours.has('second')) return made;
      return { ...made, actions: made.actions.filter(({ type }) => type !== 'createHost') };
    },
  });
  expect(violations[0]?.rule).toBe('the pool becomes right');
});
