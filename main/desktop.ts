import { type BrowserWindow, Notification } from 'electron';
import type { ShellRequest } from '../driver/api/shell';
import type { Disposer } from '../driver/model/clock';
import type { Follower } from './follow';
import { type Notice, tellNotices } from './notices';
import type { Broadcast } from './streams';
import { focusWindow } from './window';

/** Tells by the desktop's own notifications what happens while the window isn't looked at; a click leads to it. */
export function notifyDesktop(
  window: BrowserWindow,
  follower: Follower,
  requests: Broadcast<ShellRequest>,
): Disposer {
  if (!Notification.isSupported()) return () => undefined;
  // One that isn't held is collected, and its click lost.
  const shown = new Set<Notification>();
  const tell = (notice: Notice) => {
    const notification = new Notification(notice);
    shown.add(notification);
    notification.on('close', () => shown.delete(notification));
    notification.on('click', () => {
      shown.delete(notification);
      focusWindow(window);
      requests.push({ type: 'navigate', to: 'dashboard' });
    });
    notification.show();
  };
  return tellNotices(follower, () => window.isDestroyed() || window.isFocused(), tell);
}
