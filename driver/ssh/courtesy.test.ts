import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { fakeClock } from '../../test/support/fakeClock';
import { Courtesy } from './courtesy';
import { PIECE_BYTES } from './pacedChannel';

const ALL_BYTES = 128 * 1024 * 1024;

function open() {
  const clock = fakeClock();
  const courtesy = new Courtesy(clock);
  const channel = new Writable({ write: (_piece, _encoding, done) => done() });
  courtesy.watch(channel);
  const room = (then: () => void) => then();
  const steps = new Set<number>();
  /** Sends 128 MiB on a channel. @returns how many of them have gone by then */
  const send = (on: object) => {
    let sent = 0;
    const whenRoom = courtesy.roomFor(on, room);
    const sendOn = (most: number) => {
      steps.add(most);
      sent = Math.min(sent + most, ALL_BYTES);
      if (sent < ALL_BYTES) whenRoom(sendOn);
    };
    whenRoom(sendOn);
    return () => sent / 1024 / 1024;
  };
  return { clock, channel, ask: () => channel.write('GET /'), send, steps };
}

test('what is large goes as fast as it can while nobody asks for anything', () => {
  const { send } = open();
  expect(send({})()).toBe(128);
});

test('it walks while somebody does, all that is large together, and runs again a second after', async () => {
  const { clock, ask, send, steps } = open();
  ask();
  const [one, other] = [send({}), send({})];
  await clock.advance(500);
  expect(one() + other()).toBeGreaterThan(15);
  expect(one() + other()).toBeLessThan(17);
  expect([...steps]).toEqual([PIECE_BYTES / 4]);
  await clock.advance(600);
  expect([one(), other()]).toEqual([128, 128]);
});

test('what people themselves send does not wait', () => {
  const { channel, ask, send } = open();
  ask();
  expect(send(channel)()).toBe(128);
});
