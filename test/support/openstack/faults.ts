import type { Cloud } from './cloud';
import type { EmulatorClock, WireAnswer, WireRequest } from './core/environment';
import type { Mishap } from './mishaps';

/** Which calls a fault is for; what is left out matches all. */
export interface Matching {
  /** 'identity', 'compute', 'image', 'network' or 'volume'. */
  service?: string;
  method?: string;
  /** Of the path behind the service's base: an exact one, or a pattern. */
  path?: string | RegExp;
  /** Only pages after the first. */
  isLaterPage?: boolean;
  when?(request: WireRequest): boolean;
  /** Lets so many go by first. */
  skip?: number;
  /** How often; without end where it isn't said. */
  times?: number;
}

/** What happens instead, or on top. */
export type Effect =
  /** The service refuses, in its own envelope; nothing has happened. */
  | { kind: 'status'; status: number; message?: string; headers?: Record<string, string> }
  /** It is done, and the answer never comes: the connection ends. */
  | { kind: 'lostAnswer' }
  /** The connection ends before anything has happened. */
  | { kind: 'lostRequest' }
  /** Nobody listens: surely nothing has happened. */
  | { kind: 'refused' }
  /** Nothing comes until the caller gives up. */
  | { kind: 'noAnswer'; isDone?: boolean }
  /** The answer, late. */
  | { kind: 'slow'; ms: number }
  /** The answer, cut in the middle. */
  | { kind: 'halfJson' }
  /** A page of something that stands in between. */
  | { kind: 'html'; status?: number; body?: string }
  | { kind: 'empty' }
  /** Said to be done, and not done. */
  | { kind: 'ignored'; status?: number };

interface Planned {
  matching: Matching;
  effect: Effect;
  skip: number;
  times: number;
}

/** Kinds of which a listing can lag. */
export type Lagging =
  | 'servers'
  | 'ports'
  | 'volumes'
  | 'snapshots'
  | 'images'
  | 'securityGroups'
  | 'floatingIps'
  | 'serverGroups'
  | 'keypairs';

const HTML = '<html><head><title>Sign in</title></head><body><h1>Please sign in</h1></body></html>';

/** As Node says it of a socket. */
const socketError = (code: string) => Object.assign(new Error(`${code} of the emulated cloud`), { code });

/** What goes wrong, by script. */
export class Faults {
  readonly #cloud: Cloud;
  readonly #clock: EmulatorClock;
  readonly #planned = new Set<Planned>();
  /** What every answer takes, ms. */
  latencyMs = 0;

  constructor(cloud: Cloud, clock: EmulatorClock) {
    this.#cloud = cloud;
    this.#clock = clock;
  }

  /** @returns takes it back */
  on(matching: Matching, effect: Effect): () => void {
    const planned: Planned = {
      matching,
      effect,
      skip: matching.skip ?? 0,
      times: matching.times ?? Number.POSITIVE_INFINITY,
    };
    this.#planned.add(planned);
    return () => this.#planned.delete(planned);
  }

  /** What goes wrong inside the cloud, the next `times` times. */
  next(what: Mishap, times = 1): void {
    this.#cloud.mishaps.plan(what, times);
  }

  /** Listings of a kind show what was `ms` ago; 0 ends it. */
  lag(kind: Lagging, ms: number): void {
    this.#cloud[kind].lag(ms);
  }

  /** All tokens end here and now. */
  revokeTokens(): void {
    this.#cloud.tokens.clear();
  }

  /** Takes back all that was planned. */
  heal(): void {
    this.#planned.clear();
    this.#cloud.mishaps.clear();
    this.latencyMs = 0;
  }

  /** The fault of a call, which counts as one of its times. */
  of(request: WireRequest, service: string, path: string): Effect | undefined {
    for (const planned of this.#planned) {
      const { matching } = planned;
      if (matching.service !== undefined && matching.service !== service) continue;
      if (matching.method !== undefined && matching.method !== request.method) continue;
      if (typeof matching.path === 'string' && matching.path !== path) continue;
      if (matching.path instanceof RegExp && !matching.path.test(path)) continue;
      if (matching.isLaterPage && !new URL(request.url).searchParams.has('marker')) continue;
      if (matching.when && !matching.when(request)) continue;
      if (planned.skip > 0) {
        planned.skip -= 1;
        continue;
      }
      planned.times -= 1;
      if (planned.times <= 0) this.#planned.delete(planned);
      return planned.effect;
    }
    return undefined;
  }

  /**
   * @param answer does what is asked
   * @param refuse what the service says no with
   */
  async carry(
    request: WireRequest,
    effect: Effect | undefined,
    answer: () => WireAnswer,
    refuse: (status: number, message: string) => WireAnswer,
  ): Promise<WireAnswer> {
    switch (effect?.kind) {
      case undefined:
        return answer();
      case 'status': {
        const refused = refuse(effect.status, effect.message ?? 'The emulated cloud was told to say so.');
        return { ...refused, headers: { ...refused.headers, ...effect.headers } };
      }
      case 'lostAnswer':
        answer();
        throw socketError('ECONNRESET');
      case 'lostRequest':
        throw socketError('ECONNRESET');
      case 'refused':
        throw socketError('ECONNREFUSED');
      case 'noAnswer':
        if (effect.isDone) answer();
        return aborted(request.signal);
      case 'slow':
        await this.#clock.sleep(effect.ms, request.signal ? { signal: request.signal } : {});
        return answer();
      case 'halfJson': {
        const whole = answer();
        return { ...whole, body: whole.body.slice(0, Math.floor(whole.body.length / 2)) };
      }
      case 'html':
        return {
          status: effect.status ?? 200,
          headers: { 'content-type': 'text/html' },
          body: effect.body ?? HTML,
        };
      case 'empty':
        return { ...answer(), body: '' };
      case 'ignored':
        return { status: effect.status ?? 204, headers: {}, body: '' };
    }
  }
}

/** Ends only when the caller has had enough. */
function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason);
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
