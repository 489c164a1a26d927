import { expect, test } from 'vitest';
import { actionOf } from './keys';

const key = (name: string, ...held: ('ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey')[]) => ({
  key: name,
  ctrlKey: held.includes('ctrlKey'),
  shiftKey: held.includes('shiftKey'),
  altKey: held.includes('altKey'),
  metaKey: held.includes('metaKey'),
});
const none = { hasSelection: false };
const some = { hasSelection: true };

test('Ctrl+C interrupts, and copies where something is selected', () => {
  expect(actionOf(key('c', 'ctrlKey'), none)).toBeUndefined();
  expect(actionOf(key('c', 'ctrlKey'), some)).toBe('copy');
  expect(actionOf(key('C', 'ctrlKey', 'shiftKey'), none)).toBe('copy');
  expect(actionOf(key('c', 'metaKey'), none)).toBe('copy');
});

test('pasting has the keys that people know', () => {
  for (const known of [
    key('v', 'ctrlKey'),
    key('V', 'ctrlKey', 'shiftKey'),
    key('v', 'metaKey'),
    key('Insert', 'shiftKey'),
  ]) {
    expect(actionOf(known, none)).toBe('paste');
  }
});

test("Escape and Tab are the program's, and Shift+Escape leaves", () => {
  expect(actionOf(key('Escape'), none)).toBeUndefined();
  expect(actionOf(key('Tab'), none)).toBeUndefined();
  expect(actionOf(key('Tab', 'shiftKey'), none)).toBeUndefined();
  expect(actionOf(key('Escape', 'shiftKey'), none)).toBe('leave');
});

test("all other keys are the program's", () => {
  for (const other of [key('a', 'ctrlKey'), key('v'), key('c'), key('v', 'altKey'), key('k', 'ctrlKey')]) {
    expect(actionOf(other, some)).toBeUndefined();
  }
});
