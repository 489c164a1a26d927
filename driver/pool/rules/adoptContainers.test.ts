import { describe, expect, it } from 'vitest';
import { aContainer, aView, away, listed, running, seen, wanted } from '../../../test/support/poolModel';
import { adoptContainers } from './adoptContainers';

describe('a container with our mark', () => {
  it('is taken back when no record knows it', () => {
    expect(wanted(adoptContainers(aView(listed(aContainer('a')))))).toEqual(['adopt instance a']);
  });

  it('is left alone when its instance is known, or has ended', () => {
    const known = aView({ instances: [running({ id: 'a' })], ...listed(aContainer('a')) });
    const ended = aView({ ended: new Set(['a']), ...listed(aContainer('a')) });
    expect([...wanted(adoptContainers(known)), ...wanted(adoptContainers(ended))]).toEqual([]);
  });

  it('is not taken back when it does not run, or nobody can say', () => {
    const created = aView(listed(aContainer('a', { state: 'created' })));
    const unknown = aView({ listings: new Map([['host', away(seen([aContainer('a')]))]]) });
    expect([...wanted(adoptContainers(created)), ...wanted(adoptContainers(unknown))]).toEqual([]);
  });
});
