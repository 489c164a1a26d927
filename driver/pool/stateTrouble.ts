import type { Clock } from '../model/clock';
import { toErrorValue } from '../model/errors';
import type { Store } from '../store/store';
import type { Troubles } from './troubles';

/** What is wrong with the disk that the state is on. */
export interface StateTrouble extends Disposable {
  /** For how long (ms) nothing is to be planned: what is planned anew at once would be taken back at once, without end. */
  waitMs(): number;
}

const STATE = 'state';

/** Follows whether what is written into the state stays there: the waits get longer each time that it is taken back. */
export function followState(
  store: Pick<Store, 'onTakenBack' | 'onCommit'>,
  { troubles, clock }: { troubles: Troubles; clock: Clock },
): StateTrouble {
  const stop = [
    store.onTakenBack(error => troubles.add(STATE, toErrorValue(error), clock.monotonic())),
    store.onCommit(() => troubles.clear(STATE)),
  ];
  return {
    waitMs: () => (troubles.all.get(STATE)?.retryAt ?? 0) - clock.monotonic(),
    [Symbol.dispose]() {
      for (const end of stop) end();
    },
  };
}
