const isMac = navigator.userAgent.includes('Mac');
const names: Record<string, string> = isMac
  ? { mod: '⌘', shift: '⇧', alt: '⌥' }
  : { mod: 'Ctrl', shift: 'Shift', alt: 'Alt' };

/** A shortcut in the words of this system's keyboards: `mod+K` is `Ctrl+K`, or `⌘K` on a Mac. */
export function shortcutLabel(keys: string): string {
  return keys
    .split('+')
    .map(key => names[key] ?? key)
    .join(isMac ? '' : '+');
}
