import { describe, expect, it } from 'vitest';
import { signal } from '../../../../test/support/cloudProvider';
import { copyingCloud } from '../../../../test/support/copyingCloud';
import { errorOf } from '../../../../test/support/errorOf';
import type { Resource } from '../../../model/resource';

const MINUTE_MS = 60_000;
const starts = (all: readonly Resource[]) =>
  Object.fromEntries(all.filter(({ start }) => start).map(({ kind, start }) => [kind, start]));

describe('a host that was copied, whose volumes have snapshots', () => {
  for (const [config, kinds] of [
    [{ DD_HOST_DATA_VOLUME_FACTOR: 4 }, ['image', 'snapshot', 'volume']],
    [{ DD_HOST_DATA_VOLUME_FACTOR: 4, DD_HOST_ROOT_VOLUME_SIZE: 10 }, ['snapshot', 'volume']],
  ] as const)
    it(`ends before its copy does, and its volumes end after that (${kinds.join(', ')})`, async () => {
      const { running, keep, end, resources, one, current, clock } = copyingCloud(config);
      const all = (start: Resource['start']) => Object.fromEntries(kinds.map(kind => [kind, start]));
      const host = await running(1);
      await keep(host);
      const isItsOwn = ({ hostId }: Resource) => hostId === host.id;
      // As long as it is there what it runs on is its own.
      expect((await resources()).find(({ kind }) => kind === 'volume')).toMatchObject({ hostId: host.id });
      expect(await end(host)).toBeLessThan(5);
      await clock.advance(MINUTE_MS);
      const left = await resources();
      expect(left.some(isItsOwn)).toBe(false);
      expect(starts(left)).toEqual(all('kept'));
      // Once nothing starts from it any more they are asked for, as what belongs to nothing is.
      Object.assign(current, { DD_WARM_IMAGES: false });
      expect(starts(await resources())).toEqual(all('outdated'));
      for (let round = 0; round < 3; round += 1) {
        const gone = (await resources()).filter(({ start }) => start === 'outdated');
        for (const resource of gone) await errorOf(one.release(resource, { signal }));
        await clock.advance(MINUTE_MS);
      }
      expect((await resources()).map(({ kind }) => kind)).toEqual(['securityGroup']);
    });

  it('leaves what had its copy taken from it to the host, where the copy has gone first', async () => {
    const { running, keep, end, resources, one, current, clock } = copyingCloud({
      DD_HOST_DATA_VOLUME_FACTOR: 4,
    });
    const host = await running(1);
    await keep(host);
    Object.assign(current, { DD_WARM_IMAGES: false });
    const copies = (await resources()).filter(({ start }) => start === 'outdated');
    for (const copy of copies) await one.release(copy, { signal });
    await clock.advance(MINUTE_MS);
    expect(await end(host)).toBeLessThan(5);
    expect((await resources()).map(({ kind }) => kind)).toEqual(['securityGroup']);
  });
});
