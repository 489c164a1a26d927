import Store from 'electron-store';
import type { WindowPlace } from './windowPlace';

interface Preferences {
  window: WindowPlace;
  /** The screen that was shown last, as the window names it; empty: none yet. */
  screen: string;
}

/** What the window remembers between runs, beside Chromium's own files. */
export function openPreferences(): Store<Preferences> {
  return new Store<Preferences>({
    name: 'window',
    defaults: { window: { maximized: false }, screen: '' },
    // A damaged file costs a window place, not a start.
    clearInvalidConfig: true,
  });
}
