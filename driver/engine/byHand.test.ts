import { expect, it } from 'vitest';
import { removeByHand } from './byHand';

it('names the engine and the container', () => {
  expect(removeByHand('unix:///var/run/docker.sock', 'abc', 'i')).toBe(
    'docker -H unix:///var/run/docker.sock rm --force abc',
  );
});

it('finds a container by its mark where its id never came, and quotes what a shell would take apart', () => {
  expect(removeByHand("unix:///it's here", undefined, 'i1')).toBe(
    `docker -H 'unix:///it'\\''s here' ps --all --quiet --filter label=rockpool.instance=i1 | xargs --no-run-if-empty docker -H 'unix:///it'\\''s here' rm --force`,
  );
});
