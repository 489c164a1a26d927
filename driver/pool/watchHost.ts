import type { Engine, MarkedContainer } from '../engine';
import type { Waits } from '../model/backoff';
import type { Clock, Disposer, Random } from '../model/clock';
import { isSame } from '../model/isSame';
import { type Observer, observe } from './observer';
import type { ForeignContainers, HostListing, Observed } from './snapshot';

/** A host's engine, listed whenever something changes there, and now and then. */
export interface WatchedHost {
  readonly listing: Observer<HostListing>;
  stop: Disposer;
}

/** Events of an engine come in bursts; they are gathered for this long. */
const GATHER_MS = 100;
/** Docker tells that a container died before its listing shows it: it is asked once more, this long after the last event. */
const SETTLE_MS = 700;
/** How long it is silent decides over a host, and that it answers again over launches: it costs nobody else to be asked (ms). */
const SILENT: Waits = [3_000, 3_000];

export function watchHost(
  engine: Engine,
  ours: ReadonlySet<string>,
  onAnswer: (observed: Observed<HostListing>) => void,
  { clock, random }: { clock: Clock; random: Random },
): WatchedHost {
  let shown: HostListing | undefined;
  const listing = observe(
    async ({ signal }) => {
      const listed = listingOf(await engine.list(undefined, { signal }), ours);
      // The same again is the same object: what was worked out from it stays.
      shown = shown && isSame(shown, listed) ? shown : listed;
      return shown;
    },
    onAnswer,
    { clock, random, failing: SILENT },
  );
  let gathering: Disposer | undefined;
  let settling: Disposer | undefined;
  const onChange = () => {
    gathering ??= clock.timer(GATHER_MS, () => {
      gathering = undefined;
      listing.ask();
    });
    settling?.();
    settling = clock.timer(SETTLE_MS, listing.ask);
  };
  const unwatch = [...ours].map(controllerId => engine.watch(controllerId, onChange));
  return {
    listing,
    stop() {
      gathering?.();
      settling?.();
      for (const end of unwatch) end();
      listing.stop();
    },
  };
}

/** Our containers, and what of others takes slots. */
function listingOf(all: readonly MarkedContainer[], ours: ReadonlySet<string>): HostListing {
  const foreign = new Map<string, ForeignContainers>();
  for (const { marks, state } of all) {
    if (ours.has(marks.controller) || state === 'ended') continue;
    const { controller: controllerId } = marks;
    const before = foreign.get(controllerId) ?? { controllerId, containers: 0, slots: 0 };
    const slots = before.slots + Math.max(1, marks.slots);
    foreign.set(controllerId, { controllerId, containers: before.containers + 1, slots });
  }
  return {
    containers: all.filter(({ marks }) => ours.has(marks.controller)),
    foreignSlots: [...foreign.values()].reduce((sum, { slots }) => sum + slots, 0),
    ...(foreign.size > 0 ? { foreign: [...foreign.values()] } : {}),
  };
}
