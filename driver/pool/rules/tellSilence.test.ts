import { expect, test } from 'vitest';
import type { ErrorKind } from '../../model/errors';
import type { View } from '../snapshot';
import { tellSilence } from './tellSilence';

const failing = (kind: ErrorKind, forMs: number): View =>
  ({
    machines: {
      failure: {
        ...{ begun: 1_000, ended: 1_000 + forMs },
        error: { kind, code: 'AWAY', what: 'The cloud is away.', next: 'Look at it.' },
      },
    },
  }) as Partial<View> as View;

test('a pool whose machines can be listed says nothing of it', () => {
  expect(tellSilence({ machines: {} } as Partial<View> as View)).toEqual({});
});

test.each([
  ['transient', 29_000, false],
  ['transient', 30_000, true],
  ['permanent', 0, true],
] as const)('one that fails for a reason that is %s, for %i ms: told %s', (kind, forMs, isTold) => {
  const { blocked = [] } = tellSilence(failing(kind, forMs));
  expect(blocked.map(({ banner }) => banner?.code)).toEqual(isTold ? ['MACHINES_UNKNOWN'] : []);
  for (const { banner } of blocked) expect(banner?.why).toContain('The cloud is away.');
});
