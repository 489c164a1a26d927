import type { Engine, Engines } from '../engine';
import type { Clock, Random } from '../model/clock';
import type { Host } from '../model/host';
import type { HostListing, Observed } from './snapshot';
import { type WatchedHost, watchHost } from './watchHost';

/** The engines of a pool's hosts, each listed whenever something changes there. */
export interface WatchedHosts {
  /**
   * Watches those of these hosts whose engine is known, and no other; `ours` are the controllers whose marks are ours. Both are
   * other objects once something of them has changed.
   */
  follow(hosts: readonly Pick<Host, 'id'>[], ours: ReadonlySet<string>): void;
  /** What they have shown, by host id; of one that hasn't answered yet, nothing. */
  readonly listings: ReadonlyMap<string, Observed<HostListing>>;
  /** When (monotonic) the engine of one last answered anything, whoever had asked, by host id. */
  readonly heard: ReadonlyMap<string, number>;
  /** Asks one of them now, or all. */
  ask(hostId?: string): void;
  stop(): void;
}

export interface WatchedHostsDependencies {
  engines: Pick<Engines, 'onAnswer'>;
  /** Undefined while it isn't known where it answers. */
  engineOf(hostId: string): Engine | undefined;
  /** Called after each answer, and each failure; `before`: what was known until then. */
  onAnswer(hostId: string, observed: Observed<HostListing>, before: Observed<HostListing>): void;
  clock: Clock;
  random: Random;
}

export function watchHosts(dependencies: WatchedHostsDependencies): WatchedHosts {
  const { engines, engineOf, onAnswer, clock, random } = dependencies;
  const watched = new Map<string, WatchedHost>();
  const listings = new Map<string, Observed<HostListing>>();
  const heard = new Map<string, number>();
  /** By the address of its engine. */
  const hostAt = new Map<string, string>();
  const unheard = engines.onAnswer(url => {
    const id = hostAt.get(url);
    if (id !== undefined) heard.set(id, clock.monotonic());
  });
  let watchedFor: ReadonlySet<string> | undefined;
  let followed: readonly Pick<Host, 'id'>[] | undefined;

  function watch(id: string, engine: Engine, ours: ReadonlySet<string>): WatchedHost {
    const { url } = engine;
    hostAt.set(url, id);
    const { listing, stop } = watchHost(
      engine,
      ours,
      observed => {
        const before = listings.get(id) ?? {};
        listings.set(id, observed);
        onAnswer(id, observed, before);
      },
      { clock, random },
    );
    return {
      listing,
      stop() {
        stop();
        if (hostAt.get(url) === id) hostAt.delete(url);
      },
    };
  }

  return {
    follow(hosts, ours) {
      const isSame = ours === watchedFor;
      if (isSame && hosts === followed) return;
      followed = hosts;
      const present = new Set(hosts.map(({ id }) => id));
      watchedFor = ours;
      for (const [id, { stop }] of watched) {
        if (isSame && present.has(id)) continue;
        stop();
        watched.delete(id);
        listings.delete(id);
      }
      for (const id of heard.keys()) if (!present.has(id)) heard.delete(id);
      for (const id of present) {
        if (watched.has(id)) continue;
        const engine = engineOf(id);
        if (!engine) continue;
        listings.set(id, {});
        watched.set(id, watch(id, engine, ours));
      }
    },
    listings,
    heard,
    ask(hostId) {
      for (const [id, { listing }] of watched) if (hostId === undefined || id === hostId) listing.ask();
    },
    stop() {
      unheard();
      for (const { stop } of watched.values()) stop();
    },
  };
}
