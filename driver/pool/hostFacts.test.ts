import { expect, it } from 'vitest';
import { aContainer, anInstance, running } from '../../test/support/poolModel';
import type { MarkedContainer } from '../engine';
import { factsOf } from './hostFacts';

const listing = (...containers: MarkedContainer[]) => ({ containers, foreignSlots: 0 });
const isMatched = (own: Parameters<typeof factsOf>[0], listed?: Parameters<typeof factsOf>[1]) =>
  factsOf(own, listed).isMatched;

it('a host is matched where all that is listed runs and is recorded there, and nothing that runs is missing', () => {
  const a = running({ id: 'a' });
  expect(isMatched([a], listing(aContainer('a')))).toBe(true);
  expect(isMatched([], listing())).toBe(true);
  expect(isMatched([a])).toBe(false);
  expect(isMatched([a], listing())).toBe(false);
  expect(isMatched([], listing(aContainer('a')))).toBe(false);
  expect(isMatched([a], listing(aContainer('a'), aContainer('b')))).toBe(false);
  expect(isMatched([a], listing(aContainer('a'), aContainer('a')))).toBe(false);
  expect(isMatched([a], listing(aContainer('a', { state: 'ended' })))).toBe(false);
  const coming = anInstance({ id: 'b', state: 'provisioning', hostId: 'host' });
  expect(isMatched([a, coming], listing(aContainer('a')))).toBe(true);
});

it('tells the slots that are held, and which running one ends first', () => {
  const own = [
    running({ id: 'a', slots: 2, expiresAt: 30 }),
    running({ id: 'b', slots: 3, expiresAt: 20 }),
    running({ id: 'c', slots: 1 }),
    anInstance({ id: 'd', slots: 4, state: 'deleting', expiresAt: 10 }),
  ];
  expect(factsOf(own, undefined)).toEqual({
    isMatched: false,
    held: 10,
    firstEnd: { id: 'b', expiresAt: 20 },
    hasBroughtForward: false,
  });
});
