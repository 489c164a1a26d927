import { expect, it } from 'vitest';
import { demoCloud } from './catalog';
import { demoCloudSettings } from './settings';

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
  ['{"faults":[{"name":"nothing"}]}', 'faults'],
])('refuses %s, and says what is wrong', (text, why) => {
  expect(() => settings(text)).toThrow(why);
});
