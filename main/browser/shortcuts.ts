import type { Input } from 'electron';
import type { BrowserCommand } from '../../driver/api/shell';

/** What a key pressed in an instance's page is for: the tab, the app's window, or (undefined) the page itself. */
export type Shortcut = { tab: BrowserCommand | 'close' } | { app: 'forward-key' | 'focus' } | undefined;

type Key = Pick<Input, 'type' | 'key' | 'control' | 'meta' | 'alt' | 'shift'>;

export function shortcutOf({ type, key, control, meta, alt, shift }: Key, isMac: boolean): Shortcut {
  if (type !== 'keyDown') return undefined;
  const command = isMac ? meta && !control : control && !meta;
  const name = key.toLowerCase();
  if (!alt && !control && !meta && !shift && name === 'f6') return { app: 'focus' };
  if (!isMac && alt && !control && !meta) {
    if (name === 'arrowleft') return { tab: 'back' };
    if (name === 'arrowright') return { tab: 'forward' };
  }
  if (!command || alt) return undefined;
  if (name === '+' || name === '=') return { tab: 'zoomIn' };
  if (shift) return undefined;
  const tab = (
    {
      '-': 'zoomOut',
      '0': 'zoomReset',
      r: 'reload',
      w: 'close',
      ...(isMac ? { '[': 'back', ']': 'forward' } : {}),
    } as Record<string, BrowserCommand | 'close'>
  )[name];
  if (tab) return { tab };
  // F: the app's find bar. K: the palette. L: the address field. 1 to 9: the screens.
  return /^[fkl1-9]$/.test(name) ? { app: 'forward-key' } : undefined;
}
