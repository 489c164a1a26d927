import path from 'node:path';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { appUrl } from './appUrl';
import { openPreferences } from './preferences';
import { placeOnScreen } from './windowPlace';

/** Near Mantine's body colours, so that nothing flashes before the first paint. */
const background = () => (nativeTheme.shouldUseDarkColors ? '#1a1b1e' : '#ffffff');

/** Opens the app's window where it was last, with the screen it had, and keeps both from then on. */
export function openWindow(): BrowserWindow {
  const preferences = openPreferences();
  const place = preferences.get('window');
  const areas = [
    screen.getPrimaryDisplay(),
    ...screen.getAllDisplays().filter(({ id }) => id !== screen.getPrimaryDisplay().id),
  ].map(({ workArea }) => workArea);
  const window = new BrowserWindow({
    ...placeOnScreen(place, areas),
    minWidth: 640,
    minHeight: 480,
    title: 'Rockpool',
    show: false,
    backgroundColor: background(),
    webPreferences: {
      preload: path.join(import.meta.dirname, '../preload/index.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
    },
  });
  if (place.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  nativeTheme.on('updated', () => {
    if (!window.isDestroyed()) window.setBackgroundColor(background());
  });

  // The window has its screen in its address.
  let shown = preferences.get('screen');
  let pending: NodeJS.Timeout | undefined;
  const keep = () => {
    clearTimeout(pending);
    if (window.isDestroyed()) return;
    preferences.set('window', { bounds: window.getNormalBounds(), maximized: window.isMaximized() });
    preferences.set('screen', shown);
  };
  const soon = () => {
    clearTimeout(pending);
    pending = setTimeout(keep, 500);
  };
  window.on('resize', soon);
  window.on('move', soon);
  window.on('close', keep);
  window.webContents.on('did-navigate-in-page', (_event, url, isMainFrame) => {
    if (!isMainFrame) return;
    shown = new URL(url).hash.slice(1);
    soon();
  });
  void window.loadURL(shown ? `${appUrl}#${shown}` : appUrl);
  return window;
}

/** Brings the window to the front, from the dock or from behind others. */
export function focusWindow(window: BrowserWindow): void {
  if (window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
