import { describe, expect, it } from 'vitest';
import { creatingInVain, stormOf, stormQuotas } from './storm';

/** In an hour. */
const MOST_REFUSED = 12;
const SPAWN_WITHIN_MS = 60_000;

describe('an hour without room', () => {
  for (const quota of stormQuotas) {
    it(`costs few requests, and ends within a minute: ${quota[1]}`, async () => {
      const { refused, spawnMs } = await stormOf(quota);
      expect(refused).toBeLessThanOrEqual(MOST_REFUSED);
      expect(spawnMs).toBeLessThanOrEqual(SPAWN_WITHIN_MS);
    });
  }

  it('costs no more machines that fail where no computer of the cloud has room', async () => {
    expect(await creatingInVain()).toBeLessThanOrEqual(MOST_REFUSED);
  });

  it('costs no more where the cloud does not tell its quotas', async () => {
    for (const quota of [
      ['compute', 'cores'],
      ['volume', 'volumes'],
    ] as const)
      expect((await stormOf(quota, { tells: false })).refused, quota[1]).toBeLessThanOrEqual(MOST_REFUSED);
  });
});
