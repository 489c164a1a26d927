import { expect, test } from 'vitest';
import { firstScreen } from './navigation';

test('the window begins with Welcome until the first instance has run', () => {
  expect(firstScreen('', false)).toBe('welcome');
  expect(firstScreen('#images', false)).toBe('welcome');
});

test('later it begins with the screen it had, or with the Dashboard', () => {
  expect(firstScreen('#images', true)).toBe('images');
  expect(firstScreen('#welcome', true)).toBe('dashboard');
  expect(firstScreen('#browser', true)).toBe('dashboard');
  expect(firstScreen('#gone', true)).toBe('dashboard');
  expect(firstScreen('', true)).toBe('dashboard');
});
