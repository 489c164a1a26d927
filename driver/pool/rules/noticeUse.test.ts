import { expect, it } from 'vitest';
import { aContainer, aHost, aView, listed, manyHosts, NOW, running } from '../../../test/support/poolModel';
import { noticeUse } from './noticeUse';

const host = aHost({ id: 'a', slots: 6 });
const noted = (view: Parameters<typeof aView>[0]) => noticeUse(aView(view)).actions ?? [];

it('notes the first use of a host, once', () => {
  const instances = [running({ hostId: 'a' })];
  expect(noted({ ...manyHosts([host]), instances })).toMatchObject([
    { type: 'noteHost', hostId: 'a', changes: { firstUsedAt: NOW } },
  ]);
  expect(noted({ ...manyHosts([{ ...host, firstUsedAt: 1 }]), instances })).toEqual([]);
  expect(noted(manyHosts([host]))).toEqual([]);
});

it('lets a lone host that is larger than need be age at once', () => {
  expect(noted(manyHosts([{ ...host, slots: 24 }]))).toHaveLength(1);
  expect(noted(manyHosts([{ ...host, slots: 24 }], { launchSlots: 8 }))).toEqual([]);
});

it('counts a host that was taken back from the oldest of its containers', () => {
  const back = aHost({ adoptedAt: NOW - 1_000 });
  const containers = [aContainer('a', { created: NOW - 9_000 }), aContainer('b', { created: NOW - 5_000 })];
  const { actions } = noticeUse(aView(manyHosts([back], listed(...containers))));
  expect(actions).toMatchObject([{ changes: { firstUsedAt: NOW - 9_000 } }]);
});
