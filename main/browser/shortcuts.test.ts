import { expect, test } from 'vitest';
import { shortcutOf } from './shortcuts';

const press = (key: string, ...modifiers: ('control' | 'meta' | 'alt' | 'shift')[]) => ({
  type: 'keyDown' as const,
  key,
  control: modifiers.includes('control'),
  meta: modifiers.includes('meta'),
  alt: modifiers.includes('alt'),
  shift: modifiers.includes('shift'),
});

test('keys of the browser work on the tab', () => {
  expect(shortcutOf(press('r', 'control'), false)).toEqual({ tab: 'reload' });
  expect(shortcutOf(press('+', 'control', 'shift'), false)).toEqual({ tab: 'zoomIn' });
  expect(shortcutOf(press('ArrowLeft', 'alt'), false)).toEqual({ tab: 'back' });
  expect(shortcutOf(press('w', 'meta'), true)).toEqual({ tab: 'close' });
});

test('keys of the app reach the app', () => {
  expect(shortcutOf(press('f', 'control'), false)).toEqual({ app: 'forward-key' });
  expect(shortcutOf(press('k', 'meta'), true)).toEqual({ app: 'forward-key' });
  expect(shortcutOf(press('F6'), false)).toEqual({ app: 'focus' });
});

test.each([
  press('a', 'control'),
  press('Enter', 'shift'),
  press('f'),
  press('r', 'control', 'shift'),
  press('f', 'control', 'alt'),
  { ...press('r', 'control'), type: 'keyUp' as const },
])('all other keys belong to the page: %o', key => {
  expect(shortcutOf(key, false)).toBeUndefined();
});
