import { expect, test } from 'vitest';
import { zoomStep } from './zoom';

test('zooming goes by steps and stops at either end', () => {
  expect(zoomStep(100, 'in')).toBe(110);
  expect(zoomStep(100, 'out')).toBe(90);
  expect(zoomStep(104, 'in')).toBe(110);
  expect(zoomStep(500, 'in')).toBe(500);
  expect(zoomStep(25, 'out')).toBe(25);
});
