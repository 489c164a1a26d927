import type { Disposer } from '../driver/model/clock';
import { applyDiff, type State } from '../driver/model/state';
import type { Services } from '../driver/services';

/** The state as the window sees it, for the parts of the main process that show or watch it. */
export interface Follower {
  readonly state: State;
  /** Called at once with the present state, then after each change, at most ten times a second. */
  onChange(listener: (state: State) => void): Disposer;
}

/** Follows the change stream until `signal` is aborted. */
export function followState(changes: Services['changes'], signal: AbortSignal): Follower {
  const listeners = new Set<(state: State) => void>();
  let state = changes.snapshot();
  async function follow(): Promise<void> {
    for await (const change of changes.stream(signal)) {
      state = change.type === 'snapshot' ? change.state : applyDiff(state, change.diff);
      for (const listener of listeners) listener(state);
    }
  }
  void follow();
  return {
    get state() {
      return state;
    },
    onChange(listener) {
      listeners.add(listener);
      listener(state);
      return () => listeners.delete(listener);
    },
  };
}
