/** What a key means to the window rather than to the program in the terminal. */
export type KeyAction = 'copy' | 'paste' | 'leave';

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey'>;

/**
 * Ctrl+C copies where something is selected, else it interrupts the program; Ctrl+Shift+C and V as terminals have it,
 * Ctrl+V as everything else has it. A Mac's ⌘ never reaches programs. Shift+Escape leaves: Tab and Escape are the
 * program's.
 */
export function actionOf(
  { key, ctrlKey, shiftKey, altKey, metaKey }: Key,
  { hasSelection }: { hasSelection: boolean },
): KeyAction | undefined {
  if (key === 'Escape' && shiftKey && !ctrlKey && !altKey && !metaKey) return 'leave';
  if (key === 'Insert' && shiftKey && !ctrlKey && !altKey) return 'paste';
  if (altKey || !(ctrlKey || metaKey)) return undefined;
  const letter = key.toLowerCase();
  if (letter === 'v') return 'paste';
  if (letter !== 'c') return undefined;
  return metaKey || shiftKey || hasSelection ? 'copy' : undefined;
}
