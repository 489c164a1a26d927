import type { Engine } from '../engine';
import type { Clock } from '../model/clock';
import type { HostListing, Observed } from './snapshot';
import { type WatchedHost, watchHost } from './watchHost';

/** The engines of a pool's hosts, each listed whenever something changes there. */
export interface WatchedHosts {
  /** Watches those of these hosts whose engine is known, and no other; `ours` are the controllers whose marks are ours. */
  follow(hostIds: readonly string[], ours: ReadonlySet<string>): void;
  /** What they have shown, by host id. */
  listings(): Map<string, Observed<HostListing>>;
  /** Asks one of them now, or all. */
  ask(hostId?: string): void;
  stop(): void;
}

export interface WatchedHostsDependencies {
  /** Undefined while it isn't known where it answers. */
  engineOf(hostId: string): Engine | undefined;
  /** Called after each answer, and each failure; `isBack`: it had failed before. */
  onAnswer(hostId: string, observed: Observed<HostListing>, isBack: boolean): void;
  clock: Clock;
}

export function watchHosts({ engineOf, onAnswer, clock }: WatchedHostsDependencies): WatchedHosts {
  const watched = new Map<string, WatchedHost>();
  let watchedFor: ReadonlySet<string> | undefined;

  function watch(id: string, engine: Engine, ours: ReadonlySet<string>): WatchedHost {
    let wasAway = false;
    return watchHost(
      engine,
      ours,
      observed => {
        const isAway = observed.failure !== undefined;
        const isBack = wasAway && !isAway;
        wasAway = isAway;
        onAnswer(id, observed, isBack);
      },
      { clock },
    );
  }

  return {
    follow(hostIds, ours) {
      const present = new Set(hostIds);
      const isSame = ours === watchedFor;
      watchedFor = ours;
      for (const [id, { stop }] of watched) {
        if (isSame && present.has(id)) continue;
        stop();
        watched.delete(id);
      }
      for (const id of present) {
        if (watched.has(id)) continue;
        const engine = engineOf(id);
        if (engine) watched.set(id, watch(id, engine, ours));
      }
    },
    listings: () => new Map([...watched].map(([id, { listing }]) => [id, listing.observed])),
    ask(hostId) {
      for (const [id, { listing }] of watched) if (hostId === undefined || id === hostId) listing.ask();
    },
    stop() {
      for (const { stop } of watched.values()) stop();
    },
  };
}
