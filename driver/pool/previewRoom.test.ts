import { expect, it } from 'vitest';
import { fakeClock } from '../../test/support/fakeClock';
import { aConfig } from '../../test/support/poolModel';
import { RockpoolError } from '../model/errors';
import type { Provider } from '../providers';
import { roomForPreview } from './previewRoom';

const wanted = { config: aConfig(), hosts: [{ flavor: 'standard.xlarge', slots: 24, count: 6 }] };
const none = { ...wanted, hosts: [] };
const within = (room: Provider['room'], of = wanted, abort = new AbortController()) => {
  const clock = fakeClock();
  const provider = { room } as Provider;
  return { clock, abort, answer: roomForPreview(provider, of, { clock, signal: abort.signal }) };
};

it('is asked for the hosts of the preview', async () => {
  const asked: unknown[] = [];
  const { answer } = within(async ({ of }) => asked.push(of) + 2);
  expect(await answer).toBe(3);
  expect(asked).toEqual([wanted]);
});

it('is not asked where there are none, and not known where the cloud does not say', async () => {
  const refuses = async () => {
    throw new RockpoolError({ kind: 'transient', code: 'CLOUD_AWAY', what: 'The cloud is away.' });
  };
  expect(await within(refuses).answer).toBeUndefined();
  expect(await within(undefined).answer).toBeUndefined();
  expect(await within(async () => 3, none).answer).toBeUndefined();
});

it('is not waited for long, and not by who is gone', async () => {
  const silent = within(() => new Promise(() => undefined));
  await silent.clock.advance(4_001);
  expect(await silent.answer).toBeUndefined();
  const gone = within(() => new Promise(() => undefined));
  gone.abort.abort(new Error('closed'));
  await expect(gone.answer).rejects.toThrow('closed');
});

it('a bug is no unknown room', async () => {
  const wrong = async () => {
    throw new TypeError('a bug');
  };
  await expect(within(wrong).answer).rejects.toThrow('a bug');
});
