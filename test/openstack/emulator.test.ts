import { expect, test } from 'vitest';
import { fakeClock, seededRandom } from '../support/fakeClock';
import { createOpenStack } from '../support/openstack';
import { Recorder, type Recording } from './calls';
import { differences, named } from './differences';
import { FURNISHING } from './furnishing';
import real from './recordings/calls.json' with { type: 'json' };
import { play } from './scenario';

const ORIGIN = 'http://cloud.test';
const SERVICES = ['identity', 'compute', 'image', 'network', 'volume'] as const;

async function emulated(): Promise<Recording[]> {
  const clock = fakeClock();
  const cloud = createOpenStack({ clock, random: seededRandom(1), ...FURNISHING });
  const { username, password, projectId } = cloud.config();
  const to = new Recorder(
    cloud.transport,
    {
      identity: `${ORIGIN}/identity/v3`,
      compute: `${ORIGIN}/compute/v2.1`,
      image: `${ORIGIN}/image/v2`,
      network: `${ORIGIN}/network/v2.0`,
      volume: `${ORIGIN}/volume/v3/${projectId}`,
    },
    [...SERVICES.map(name => [`${ORIGIN}/${name}`, `<${name}>`] as const)],
  );
  await play(to, { username, password, projectName: 'lab', pass: ms => clock.advance(ms) });
  return to.recordings;
}

const made = await emulated();

test('the emulated cloud is asked what the real one was asked', () => {
  expect(made.map(({ step }) => step)).toEqual(real.map(({ step }) => step));
});

test.each(real as unknown as Recording[])('$step: as the real one answers', recording => {
  const ours = made.find(({ step }) => step === recording.step);
  const found = differences(recording, ours).filter(({ at }) => named(recording.step, at) === undefined);
  expect(found).toEqual([]);
});
