import type { Engine, MarkedContainer } from '../engine';
import type { Clock, Disposer } from '../model/clock';
import { type Observer, observe } from './observer';
import type { HostListing, Observed } from './snapshot';

/** A host's engine, listed whenever something changes there, and now and then. */
export interface WatchedHost {
  readonly listing: Observer<HostListing>;
  stop: Disposer;
}

/** Events of an engine come in bursts; they are gathered for this long. */
const GATHER_MS = 100;
/** Docker tells that a container died before its listing shows it: it is asked once more, this long after the last event. */
const SETTLE_MS = 700;

export function watchHost(
  engine: Engine,
  controllerId: string,
  onAnswer: (observed: Observed<HostListing>) => void,
  { clock }: { clock: Clock },
): WatchedHost {
  const listing = observe(
    async ({ signal }) => listingOf(await engine.list(undefined, { signal }), controllerId),
    onAnswer,
    { clock },
  );
  let gathering: Disposer | undefined;
  let settling: Disposer | undefined;
  const unwatch = engine.watch(controllerId, () => {
    gathering ??= clock.timer(GATHER_MS, () => {
      gathering = undefined;
      listing.ask();
    });
    settling?.();
    settling = clock.timer(SETTLE_MS, listing.ask);
  });
  return {
    listing,
    stop() {
      gathering?.();
      settling?.();
      unwatch();
      listing.stop();
    },
  };
}

/** Our containers, and the slots of others'. */
function listingOf(all: readonly MarkedContainer[], controllerId: string): HostListing {
  const foreign = all.filter(({ marks, state }) => marks.controller !== controllerId && state !== 'ended');
  return {
    containers: all.filter(({ marks }) => marks.controller === controllerId),
    foreignSlots: foreign.reduce((sum, { marks }) => sum + Math.max(1, marks.slots), 0),
  };
}
