import type { Random } from '../../driver/model/clock';
import type { Store } from '../../driver/store/store';
import { Killed } from './gate';

/** Only ids are drawn: for how long something is waited with must not depend on how much a process has drawn before. */
export const steady = (drawn: Random): Random => ({ ...drawn, float: () => 0.5 });

/** Lets go of the files; what a killed process had not written yet is not written now. */
export function disposeAfterDeath(store: Store): void {
  try {
    store[Symbol.dispose]();
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
  }
}
