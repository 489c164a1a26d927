import { expect, it } from 'vitest';
import { hostSettingsSchema } from './host';
import { hostLifetimeMs } from './hostLifetime';

const config = { DD_HOST_LIFETIME: '4h' };

it("takes a host's own life-time before the pool's, also one that never ends", () => {
  expect(hostLifetimeMs(undefined, config)).toBe(4 * 3_600_000);
  expect(hostLifetimeMs({ lifetime: null }, config)).toBe(4 * 3_600_000);
  expect(hostLifetimeMs({ lifetime: '30m' }, config)).toBe(30 * 60_000);
  expect(hostLifetimeMs({ lifetime: '0m' }, config)).toBe(0);
});

it('refuses a life-time that no host could be replaced in, and what is no time', () => {
  const settings = (lifetime: string) => hostSettingsSchema.safeParse({ lifetime });
  expect(settings('1d 2h').success).toBe(true);
  expect(settings('0m').success).toBe(true);
  for (const wrong of ['5m', 'soon', '', '-1h']) {
    expect(settings(wrong).error?.issues[0]?.message, wrong).toContain('at least 10m');
  }
});
