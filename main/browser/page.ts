import { type BrowserWindowConstructorOptions, type WebContents, WebContentsView } from 'electron';
import type { BrowserTab } from '../../driver/api/shell';
import type { ErrorValue } from '../../driver/model/errors';
import { givePlace } from '../security';
import type { Home } from './address';
import { loadFailed, pageCrashed } from './messages';
import { type Shortcut, shortcutOf } from './shortcuts';

/** One page of an instance: a view in the window with a web page that cannot leave its instance. */
export interface Page {
  readonly view: WebContentsView;
  readonly contents: WebContents;
  error: ErrorValue | undefined;
  find: BrowserTab['find'];
  /** True while it is the one that is seen. */
  visible: boolean;
}

export interface PageEvents {
  /** Title, address, loading, error or search result have changed. */
  changed(): void;
  /** The page wants to go to an address outside its instance. */
  outside(url: string): void;
  /** The page opens another one of its instance, which has begun as `view`. */
  opened(page: Page): void;
  /** The page has closed itself. */
  closed(page: Page): void;
  shortcut(shortcut: Exclude<Shortcut, undefined>, key: string): void;
}

const ABORTED = -3;

/** `begun`: Electron's options for a page that another page has opened. */
export function createPage(
  home: Home,
  partition: string,
  events: PageEvents,
  begun: BrowserWindowConstructorOptions = {},
): Page {
  const view = new WebContentsView({
    ...begun,
    webPreferences: { partition, sandbox: true, contextIsolation: true, nodeIntegration: false },
  });
  const contents = view.webContents;
  const page: Page = { view, contents, error: undefined, find: undefined, visible: false };
  view.setVisible(false);
  view.setBackgroundColor('#ffffff');

  givePlace(contents, {
    mayGo: home.owns,
    refused: events.outside,
    windowOpen: ({ url }) => {
      if (!home.owns(url)) {
        events.outside(url);
        return { action: 'deny' };
      }
      return {
        action: 'allow',
        createWindow: options => {
          const child = createPage(home, partition, events, options);
          events.opened(child);
          return child.contents;
        },
      };
    },
  });

  const { changed } = events;
  for (const name of ['page-title-updated', 'did-navigate', 'did-navigate-in-page', 'did-stop-loading'])
    contents.on(name as 'did-stop-loading', changed);
  contents.on('did-start-loading', () => {
    page.error = undefined;
    changed();
  });
  contents.on('did-fail-load', (_event, code, reason, _url, isMainFrame) => {
    if (!isMainFrame || code === ABORTED) return;
    page.error = loadFailed(reason);
    changed();
  });
  contents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    page.error = pageCrashed(reason);
    changed();
  });
  contents.on('found-in-page', (_event, { activeMatchOrdinal, matches }) => {
    page.find = { active: activeMatchOrdinal, total: matches };
    changed();
  });
  contents.on('before-input-event', (event, input) => {
    const shortcut = shortcutOf(input, process.platform === 'darwin');
    if (!shortcut) return;
    event.preventDefault();
    events.shortcut(shortcut, input.key);
  });
  contents.once('destroyed', () => events.closed(page));
  return page;
}
