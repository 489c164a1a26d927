import { describe, expect, it } from 'vitest';
import { fakeClock, seededRandom } from '../../test/support/fakeClock';
import { type Engine, heardEngines } from '../engine';
import { ASK_EVERY_MS } from './observer';
import { watchHosts } from './watchedHosts';

const OURS = new Set(['ours']);

/** Hosts `a`, `b`, … with an engine each, or those that are said. */
function start(urlOf = (id: string) => `tcp://${id}:2375`) {
  const clock = fakeClock();
  const engines = heardEngines(
    url =>
      ({
        url,
        list: async () => [],
        watch: () => () => undefined,
        facts: async () => ({}),
      }) as unknown as Engine,
  );
  const watched = watchHosts({
    ...{ engines, clock, random: seededRandom(1), onAnswer: () => undefined },
    engineOf: id => engines.connect(urlOf(id)),
  });
  const follow = (...ids: string[]) =>
    watched.follow(
      ids.map(id => ({ id })),
      OURS,
    );
  return { clock, watched, follow, ask: (id: string) => engines.connect(urlOf(id)).facts() };
}

describe('when a host was last heard', () => {
  it('is noted of each answer, whoever asked', async () => {
    const { clock, watched, follow, ask } = start();
    follow('a', 'b');
    await clock.advance(0);
    expect([...watched.heard.keys()]).toEqual(['a', 'b']);
    await clock.advance(ASK_EVERY_MS / 3);
    await ask('a');
    const [a = 0, b = 0] = ['a', 'b'].map(id => watched.heard.get(id));
    expect(a - b).toBe(ASK_EVERY_MS / 3);
    watched.stop();
  });

  it('goes with the host: the next one on the same machine has not been heard', async () => {
    const { clock, watched, follow, ask } = start(() => 'ssh://machine');
    follow('a');
    await clock.advance(0);
    expect(watched.heard.has('a')).toBe(true);
    follow();
    await ask('a');
    expect(watched.heard.size).toBe(0);
    follow('b');
    expect(watched.heard.size).toBe(0);
    await clock.advance(0);
    expect([...watched.heard.keys()]).toEqual(['b']);
    watched.stop();
  });
});
