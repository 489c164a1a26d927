import { create } from 'zustand';
import type { BrowserCommand, BrowserState, Rectangle } from '../../driver/api/shell';
import type { Disposer } from '../../driver/model/clock';
import { api, wasCancelled } from '../state/api';
import { attempt, notifyError } from '../ui/notify';

/** The tabs and downloads of the embedded browser; `known` once main has told of them. */
export const useBrowser = create<BrowserState & { known: boolean }>()(() => ({
  tabs: [],
  downloads: [],
  known: false,
}));

/** Keeps the store up to date for as long as the screen is shown. */
export function followBrowser(): Disposer {
  const subscription = api.shell.browser.state.subscribe(undefined, {
    onData: state => useBrowser.setState({ ...state, known: true }),
    onError: thrown => {
      if (!wasCancelled(thrown)) notifyError(thrown);
    },
  });
  return () => subscription.unsubscribe();
}

export function command(instanceId: string, name: BrowserCommand): void {
  void attempt(api.shell.browser.command.mutate({ instanceId, command: name }));
}

export function closeTab(instanceId: string): void {
  void attempt(api.shell.browser.close.mutate({ instanceId }));
}

/** Tells main where the page of a tab is to be drawn; null: nowhere. Trouble with it is nobody's business. */
export function place(shown: { instanceId: string; rectangle: Rectangle } | null): void {
  api.shell.browser.place.mutate(shown).catch(() => undefined);
}
