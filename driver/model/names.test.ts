import { describe, expect, it } from 'vitest';
import { adjectives, instanceName } from './names';

describe('the name of an instance', () => {
  it('has the form pb-<name>-the-<adjective>', () => {
    expect(instanceName('Ada Lovelace', { isTaken: () => false, chance: 0 })).toBe(
      'pb-ada-lovelace-the-amber',
    );
  });

  it('is never one that is taken, also when all adjectives are', () => {
    const taken = new Set<string>();
    for (let i = 0; i < 40; i += 1) {
      const name = instanceName('ada', { isTaken: name => taken.has(name), chance: 0.99, owned: i });
      expect(taken.has(name)).toBe(false);
      taken.add(name);
    }
    expect([...taken].filter(name => /-\d+$/.test(name))).toHaveLength(40 - adjectives.length);
  });

  it('keeps only what a container name may hold', () => {
    for (const owner of ['Åsa Öberg', '张伟', '../../x', '', 'a'.repeat(200)]) {
      expect(instanceName(owner, { isTaken: () => false, chance: 0.5 })).toMatch(
        /^pb-[a-z0-9][a-z0-9-]{0,24}-the-[a-z]+$/,
      );
    }
  });
});
