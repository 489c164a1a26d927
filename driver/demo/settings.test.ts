import { expect, it } from 'vitest';
import { fakeClock } from '../../test/support/fakeClock';
import { demoCloud } from './catalog';
import { demoClock, demoCloudSettings } from './settings';

const settings = (text?: string) => demoCloudSettings({ ROCKPOOL_SIMULATOR: text });

it("is the demo's own without the variable, and changed by it", () => {
  expect(settings()).toBe(demoCloud);
  expect(settings('{"quota":3,"faults":[{"name":"removeHangs"}]}')).toEqual({
    ...demoCloud,
    quota: 3,
    faults: [{ name: 'removeHangs' }],
  });
});

it.each([
  ['{"quota":', 'It is no JSON'],
  ['[1]', 'It is no JSON object.'],
  ['{"quota":-1}', 'quota'],
  ['{"qouta":1}', 'qouta'],
  ['{"speed":100}', 'speed'],
  ['{"faults":[{"name":"nothing"}]}', 'faults'],
])('refuses %s, and says what is wrong', (text, why) => {
  expect(() => settings(text)).toThrow(why);
});

it('time passes as fast as the variable says, which is no setting of the cloud', async () => {
  const real = fakeClock();
  expect(demoClock(real, {})).toBe(real);
  const env = { ROCKPOOL_SIMULATOR: '{"speed":6,"quota":3}' };
  const clock = demoClock(real, env);
  const begun = clock.monotonic();
  await real.advance(10_000);
  expect(clock.monotonic() - begun).toBe(60_000);
  expect(demoCloudSettings(env)).toEqual({ ...demoCloud, quota: 3 });
});
