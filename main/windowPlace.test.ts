import { expect, test } from 'vitest';
import { placeOnScreen } from './windowPlace';

const left = { x: 0, y: 0, width: 1920, height: 1040 };
const right = { x: 1920, y: 0, width: 1280, height: 1000 };

test('a window that was never placed has its usual size, or its screen if that is smaller', () => {
  expect(placeOnScreen({ maximized: false }, [left])).toEqual({ width: 1280, height: 860 });
  expect(placeOnScreen({ maximized: false }, [{ ...left, width: 1024, height: 700 }])).toEqual({
    width: 1024,
    height: 700,
  });
});

test('a window opens where it was', () => {
  const bounds = { x: 2000, y: 50, width: 1000, height: 700 };
  expect(placeOnScreen({ bounds, maximized: false }, [left, right])).toEqual(bounds);
});

test('a window whose screen is gone comes back to the main one with its size', () => {
  const bounds = { x: 2000, y: 50, width: 1000, height: 700 };
  expect(placeOnScreen({ bounds, maximized: false }, [left])).toEqual({ width: 1000, height: 700 });
});

test.each([
  { x: -950, y: 50 },
  { x: 100, y: -400 },
  { x: 100, y: 1030 },
])('a title bar that nobody could grip at %o is brought back', at => {
  const bounds = { ...at, width: 1000, height: 700 };
  expect(placeOnScreen({ bounds, maximized: false }, [left])).toEqual({ width: 1000, height: 700 });
});
