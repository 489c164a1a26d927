import { expect, it } from 'vitest';
import type { Engine } from '../engine';
import { RockpoolError } from '../model/errors';
import type { Image } from '../model/image';
import { createFeeding, type Neighbours } from './feeding';

const image = { id: 'lab/a:1', imageId: 'sha256:1' } as Image;
const context = { signal: new AbortController().signal, report: () => undefined };

/** So many hosts, of which some have the image; relays take as long as the test wants. */
function start(count: number, { have = [] as number[], fails = false, lost = '' } = {}) {
  const there = new Set(have.map(at => `ssh://${at}`));
  const engines = Array.from({ length: count }, (_, at) => {
    const url = `ssh://${at}`;
    return { url, findImage: async () => (there.has(url) ? image.imageId : undefined) } as unknown as Engine;
  });
  const sent: string[] = [];
  const relayed: string[] = [];
  const notes: string[] = [];
  const busy = new Map<string, number>();
  let most = 0;
  const neighbours: Neighbours = {
    of: url => ({ group: 'pool', engines: engines.filter(engine => engine.url !== url) }),
    async relay(source, target) {
      busy.set(source.url, (busy.get(source.url) ?? 0) + 1);
      most = Math.max(most, busy.get(source.url) ?? 0);
      await new Promise(resolve => setImmediate(resolve));
      busy.set(source.url, (busy.get(source.url) ?? 0) - 1);
      if (fails) throw new RockpoolError({ kind: 'transient', code: 'RELAY_FAILED', what: 'No.' });
      relayed.push(`${source.url} ${target.url}`);
      return true;
    },
  };
  const feeding = createFeeding({ neighbours, note: (_, text) => notes.push(text) });
  const bring = (at: number, own: { signal: AbortSignal } = context) => {
    const engine = engines[at] as Engine;
    const send = async () => {
      await new Promise(resolve => setImmediate(resolve));
      if (engine.url === lost) throw new Error('It is away.');
      sent.push(engine.url);
    };
    return feeding.bring(engine, image, send, { ...context, ...own });
  };
  return { bring, sent, relayed, notes, most: () => most };
}

it('an image that many hosts want at once leaves the workstation once', async () => {
  const { bring, sent, relayed, most } = start(8);
  await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(at => bring(at)));
  expect(sent).toEqual(['ssh://0']);
  expect(relayed).toHaveLength(7);
  expect(most()).toBe(2);
});

it('and not at all where a host has it already', async () => {
  const { bring, sent, relayed } = start(3, { have: [2] });
  await Promise.all([bring(0), bring(1)]);
  expect(sent).toEqual([]);
  expect(relayed.sort()).toEqual(['ssh://2 ssh://0', 'ssh://2 ssh://1']);
});

it('a host that no neighbour can give it to is sent it, and it is told why', async () => {
  const { bring, sent, notes } = start(3, { have: [1, 2], fails: true });
  await bring(0);
  expect(sent).toEqual(['ssh://0']);
  expect(notes).toHaveLength(2);
  expect(notes[0]).toContain('A neighbour did not give "lab/a:1".');
});

it('who stops waiting for the one that is sent it leaves at once, and the others get it', async () => {
  const { bring, sent, relayed } = start(3);
  const abort = new AbortController();
  const all = [bring(0), bring(1, { signal: abort.signal }), bring(2)];
  abort.abort();
  const ends = await Promise.allSettled(all);
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(sent).toEqual(['ssh://0']);
  expect(relayed).toEqual(['ssh://0 ssh://2']);
});

it('where the first can not be sent it the next one is', async () => {
  const { bring, sent } = start(2, { lost: 'ssh://0' });
  const [first, second] = await Promise.allSettled([bring(0), bring(1)]);
  expect(first.status).toBe('rejected');
  expect(second.status).toBe('fulfilled');
  expect(sent).toEqual(['ssh://1']);
});
