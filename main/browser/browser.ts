import { type BrowserWindow, shell as system } from 'electron';
import type { Rectangle, Shell } from '../../driver/api/shell';
import { RockpoolError } from '../../driver/model/errors';
import { isLive } from '../../driver/model/instance';
import type { Services } from '../../driver/services';
import type { Follower } from '../follow';
import { createLatest } from '../streams';
import { homeOf, isWebAddress, resolveAddress } from './address';
import { createDownloads } from './downloads';
import { noSuchTab, notInInstance, notRunning } from './messages';
import { deletePartition, openPartition, partitionOf, removeOldPartitions } from './partitions';
import type { Shortcut } from './shortcuts';
import { createTab, type Tab } from './tab';

/** What the embedded browser is made from. */
export interface BrowserParts {
  window: BrowserWindow;
  services: Pick<Services, 'instances'>;
  follower: Follower;
  /** Where downloads go. */
  downloadFolder(): string;
}

export type EmbeddedBrowser = Shell['browser'] & {
  /** The pages of a tab; the self-test reads the last. */
  pagesOf(instanceId: string): Tab['pages'];
  dispose(): void;
};

/** The embedded browser: a tab an instance, each in a session of its own, shown where the window says. */
export function createBrowser({ window, services, follower, downloadFolder }: BrowserParts): EmbeddedBrowser {
  const tabs = new Map<string, Tab>();
  const openSessions = new Set<string>();
  const attached = new Set<Tab['pages'][number]>();
  let shown: { instanceId: string; rectangle: Rectangle } | null = null;
  const downloads = createDownloads(downloadFolder, () => latest.changed());
  const latest = createLatest(() => ({
    tabs: [...tabs.values()].map(tab => tab.describe()),
    downloads: downloads.list(),
  }));

  function need(instanceId: string): Tab {
    const tab = tabs.get(instanceId);
    if (!tab) throw new RockpoolError(noSuchTab());
    return tab;
  }

  /** Puts the one page that is to be seen where it belongs, and hides the others. */
  function arrange(): void {
    if (window.isDestroyed()) return;
    const pages = [...tabs.values()].flatMap(tab => tab.pages);
    for (const page of attached) {
      if (pages.includes(page)) continue;
      attached.delete(page);
      window.contentView.removeChildView(page.view);
    }
    const visible = shown ? tabs.get(shown.instanceId)?.pages.at(-1) : undefined;
    for (const page of pages) {
      if (!attached.has(page)) {
        window.contentView.addChildView(page.view);
        attached.add(page);
      }
      if (page === visible && shown) page.view.setBounds(inWindow(shown.rectangle));
      page.visible = page === visible && !page.error;
      page.view.setVisible(page.visible);
    }
  }

  /** The page counts in its own CSS pixels, which differ from the window's when it is zoomed. */
  function inWindow({ x, y, width, height }: Rectangle): Rectangle {
    const zoom = window.webContents.getZoomFactor();
    const left = Math.round(x * zoom);
    const top = Math.round(y * zoom);
    return {
      x: left,
      y: top,
      width: Math.round((x + width) * zoom) - left,
      height: Math.round((y + height) * zoom) - top,
    };
  }

  function changed(): void {
    arrange();
    latest.changed();
  }

  function onShortcut(instanceId: string, shortcut: Exclude<Shortcut, undefined>, key: string): void {
    if ('tab' in shortcut) {
      if (shortcut.tab === 'close') drop(instanceId);
      else tabs.get(instanceId)?.command(shortcut.tab);
      return;
    }
    window.webContents.focus();
    if (shortcut.app === 'focus') return;
    const modifiers = [process.platform === 'darwin' ? ('meta' as const) : ('control' as const)];
    window.webContents.sendInputEvent({ type: 'keyDown', keyCode: key, modifiers });
    window.webContents.sendInputEvent({ type: 'keyUp', keyCode: key, modifiers });
  }

  function drop(instanceId: string): void {
    const tab = tabs.get(instanceId);
    if (!tab) return;
    const hadFocus = tab.pages.some(({ contents }) => contents.isFocused());
    tabs.delete(instanceId);
    changed();
    tab.close();
    if (hadFocus && !window.isDestroyed()) window.webContents.focus();
  }

  const isAlive = (id: string) => {
    const instance = follower.state.instances[id];
    return instance !== undefined && isLive(instance);
  };
  const stored = new Set(removeOldPartitions(isAlive));
  const unfollow = follower.onChange(() => {
    for (const id of tabs.keys()) if (follower.state.instances[id]?.state !== 'running') drop(id);
    for (const id of stored) {
      if (isAlive(id)) continue;
      stored.delete(id);
      void deletePartition(id, openSessions.has(id)).catch(() => undefined);
    }
  });
  // F6 goes back and forth between the app and the page, as in other browsers.
  window.webContents.on('before-input-event', (event, { type, key }) => {
    if (type !== 'keyDown' || key !== 'F6' || !shown) return;
    event.preventDefault();
    tabs.get(shown.instanceId)?.pages.at(-1)?.contents.focus();
  });
  // A reloaded window shows no tab before it says where.
  const hide = () => {
    shown = null;
    arrange();
  };
  window.webContents.on('did-navigate', hide);
  window.webContents.on('render-process-gone', hide);

  return {
    async open(instanceId) {
      if (tabs.has(instanceId)) return;
      if (follower.state.instances[instanceId]?.state !== 'running') throw new RockpoolError(notRunning());
      const home = homeOf(services.instances.urlOf(instanceId));
      stored.add(instanceId);
      if (!openSessions.has(instanceId)) {
        openSessions.add(instanceId);
        downloads.watch(openPartition(instanceId, home), instanceId);
      }
      tabs.set(
        instanceId,
        createTab(instanceId, home, partitionOf(instanceId), {
          changed,
          ended: () => drop(instanceId),
          shortcut: (shortcut, key) => onShortcut(instanceId, shortcut, key),
        }),
      );
      changed();
    },
    async close(instanceId) {
      drop(instanceId);
    },
    place(next) {
      shown = next;
      arrange();
    },
    command: (instanceId, command) => need(instanceId).command(command),
    find: (instanceId, text, forward) => need(instanceId).find(text, forward),
    go(instanceId, address) {
      const tab = need(instanceId);
      const url = resolveAddress(homeOf(services.instances.urlOf(instanceId)), address);
      if (!url) throw new RockpoolError(notInInstance());
      tab.load(url);
    },
    answerOutside(instanceId, open) {
      const tab = need(instanceId);
      const url = tab.outside;
      tab.outside = undefined;
      latest.changed();
      if (open && url && isWebAddress(url)) void system.openExternal(url);
    },
    cancelDownload: downloads.cancel,
    showDownload(id) {
      const file = downloads.pathOf(id);
      if (file) system.showItemInFolder(file);
    },
    state: signal => latest.stream(signal),
    pagesOf: instanceId => tabs.get(instanceId)?.pages ?? [],
    dispose() {
      unfollow();
      downloads.cancelAll();
      for (const id of [...tabs.keys()]) drop(id);
    },
  };
}
