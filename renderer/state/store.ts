import { create } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { ErrorValue } from '../../driver/model/errors';
import {
  applyDiff,
  type Change,
  type CollectionName,
  emptyState,
  type State,
} from '../../driver/model/state';
import { followDiff } from './derived';

/** Whether the window knows the state: not yet, up to date, or cut off from the backend and why. */
export type Connection =
  | { status: 'connecting'; since: number }
  | { status: 'connected' }
  | { status: 'lost'; error: ErrorValue };

interface Store {
  connection: Connection;
  /** Number of the last change that was applied. */
  sequence: number;
  state: State;
}

export const useStore = create<Store>()(() => ({
  connection: { status: 'connecting', since: Date.now() },
  sequence: -1,
  state: emptyState(),
}));

/** A snapshot of which there is more to come; nothing of it is shown before it is whole. */
let coming: { sequence: number; state: State } | undefined;

/** Applies one change. False: there is a gap before it, so the stream must be opened anew. */
export function applyChange(change: Change): boolean {
  const known = coming ?? useStore.getState();
  if (change.type === 'diff' && change.sequence !== known.sequence + 1) return false;
  const { sequence } = change;
  const state = change.type === 'snapshot' ? change.state : applyDiff(known.state, change.diff);
  const wasComing = coming !== undefined;
  coming = change.more ? { sequence, state } : undefined;
  if (coming) return true;
  if (change.type === 'diff' && !wasComing) {
    followDiff(known.state, change.diff, state);
    useStore.setState({ sequence, state });
  } else useStore.setState({ connection: { status: 'connected' }, sequence, state });
  return true;
}

/** A part of the state. What is computed must be of primitives, or records in an array or object (compared one deep). */
export function useModel<T>(selector: (state: State) => T): T {
  return useStore(useShallow(store => selector(store.state)));
}

/** A whole collection by id; it is another object whenever anything in it has changed, so nothing is compared. */
export function useCollection<C extends CollectionName>(name: C): State[C] {
  return useStore(store => store.state[name]);
}

/** The records of a collection, those that pass `filter`. */
export function useRecords<C extends CollectionName>(
  name: C,
  filter: (record: State[C][string]) => boolean = () => true,
): State[C][string][] {
  return useModel(state => (Object.values(state[name]) as State[C][string][]).filter(filter));
}

/** The state as it is now, for handlers and commands; components use `useModel`. */
export function currentState(): State {
  return useStore.getState().state;
}
