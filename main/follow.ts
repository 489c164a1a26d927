import type { Disposer } from '../driver/model/clock';
import { collectionNames, type Diff, type State } from '../driver/model/state';
import type { Services } from '../driver/services';

/** Called with the state, and with what of it has changed; absent: all of it is new. */
export type StateListener = (state: State, changed?: Diff) => void;

/** The state as the window sees it, for the parts of the main process that show or watch it. */
export interface Follower {
  /** Kept up to date in place: another look at it may show something else. */
  readonly state: State;
  /** Called at once with the present state, then after each change, at most ten times a second. */
  onChange(listener: StateListener): Disposer;
}

/** Follows the change stream until `signal` is aborted. */
export function followState(changes: Services['changes'], signal: AbortSignal): Follower {
  const listeners = new Set<StateListener>();
  let state = changes.snapshot();
  async function follow(): Promise<void> {
    for await (const change of changes.stream(signal)) {
      const diff = change.type === 'diff' ? change.diff : undefined;
      if (change.type === 'diff') apply(change.diff, state);
      // Of one in parts, the state that was read here is the whole.
      else if (!change.more) state = change.state;
      if (!change.more) for (const listener of listeners) listener(state, diff);
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

/** A copy of all records for each change would cost more than the change. */
function apply(diff: Diff, state: State): void {
  for (const name of collectionNames) {
    const records: Record<string, unknown> = state[name];
    Object.assign(records, diff[name]?.put);
    for (const id of diff[name]?.removed ?? []) delete records[id];
  }
}
