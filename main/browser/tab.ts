import type { BrowserCommand, BrowserTab } from '../../driver/api/shell';
import { type Home, isWebAddress } from './address';
import { createPage, type Page, type PageEvents } from './page';
import { zoomStep } from './zoom';

/**
 * An instance's tab. Pages that a page opens (a notebook from Jupyter's file list) lie on top of it; "back" at the
 * beginning of such a page's history closes it and shows the one below.
 */
export interface Tab {
  readonly instanceId: string;
  /** Bottom first; the last is shown. */
  readonly pages: readonly Page[];
  /** An address of another origin that waits for the person's word. */
  outside: string | undefined;
  describe(): BrowserTab;
  command(command: BrowserCommand): void;
  load(url: string): void;
  find(text: string, forward: boolean): void;
  close(): void;
}

export interface TabEvents {
  changed(): void;
  /** The last page has closed itself. */
  ended(): void;
  shortcut: PageEvents['shortcut'];
}

export function createTab(instanceId: string, home: Home, partition: string, events: TabEvents): Tab {
  const pages: Page[] = [];
  let searched = '';
  let closing = false;
  const pageEvents: PageEvents = {
    changed: () => {
      if (!closing) events.changed();
    },
    outside(url) {
      if (!isWebAddress(url)) return;
      tab.outside = url;
      events.changed();
    },
    opened(page) {
      pages.push(page);
      events.changed();
    },
    closed(page) {
      const at = pages.indexOf(page);
      if (at >= 0) pages.splice(at, 1);
      if (closing) return;
      if (pages.length === 0) events.ended();
      else events.changed();
    },
    shortcut: events.shortcut,
  };
  const bottom = createPage(home, partition, pageEvents);
  pages.push(bottom);
  const top = () => pages.at(-1) ?? bottom;

  function load(url: string): void {
    // A failure is told by did-fail-load.
    top()
      .contents.loadURL(url)
      .catch(() => undefined);
  }

  const commands: Record<BrowserCommand, () => void> = {
    back() {
      const { navigationHistory } = top().contents;
      if (navigationHistory.canGoBack()) navigationHistory.goBack();
      else if (pages.length > 1) top().contents.close();
    },
    forward: () => top().contents.navigationHistory.goForward(),
    reload: () => top().contents.reload(),
    stop: () => top().contents.stop(),
    home: () => load(home.url),
    zoomIn: () => zoom(zoomStep(zoomPercent(), 'in')),
    zoomOut: () => zoom(zoomStep(zoomPercent(), 'out')),
    zoomReset: () => zoom(100),
  };
  const zoomPercent = () => Math.round(top().contents.getZoomFactor() * 100);
  function zoom(percent: number): void {
    top().contents.setZoomFactor(percent / 100);
    events.changed();
  }

  const tab: Tab = {
    instanceId,
    pages,
    outside: undefined,
    describe() {
      const { contents, error, find } = top();
      return {
        instanceId,
        title: contents.getTitle(),
        url: contents.getURL() || home.url,
        loading: contents.isLoading(),
        canGoBack: contents.navigationHistory.canGoBack() || pages.length > 1,
        canGoForward: contents.navigationHistory.canGoForward(),
        zoomPercent: zoomPercent(),
        ...(find ? { find } : {}),
        ...(error ? { error } : {}),
        ...(tab.outside ? { outside: tab.outside } : {}),
      };
    },
    command: command => commands[command](),
    load,
    find(text, forward) {
      const page = top();
      if (text === '') {
        page.contents.stopFindInPage('clearSelection');
        page.find = undefined;
        events.changed();
      } else {
        // Electron's `findNext` means: begin anew.
        page.contents.findInPage(text, { forward, findNext: text !== searched || !page.find });
      }
      searched = text;
    },
    close() {
      closing = true;
      for (const { contents } of [...pages]) contents.close();
    },
  };
  load(home.url);
  return tab;
}
