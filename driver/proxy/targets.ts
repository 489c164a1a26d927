import { Pool } from 'undici';
import type { Clock } from '../model/clock';
import { connect } from './connection';
import type { RouteTarget } from './routes';

const DAY_MS = 24 * 3600 * 1000;
/** Beyond this, requests to one target wait for one another. */
const MAX_CONNECTIONS = 128;
/** Many servers close an idle connection after two seconds or more: ours must be the shorter patience. */
const IDLE_MS = 1_500;

/** What the proxy keeps for a target while its instance runs. */
export class Target {
  readonly port: number;
  readonly pool: Pool;
  /** Pieces of its answers that have not left the process yet. */
  unsent = 0;
  /** Names of cookies that it has set. */
  readonly cookieNames = new Set<string>();

  constructor(port: number, clock: Clock) {
    this.port = port;
    this.pool = new Pool(`http://127.0.0.1:${port}`, {
      connections: MAX_CONNECTIONS,
      pipelining: 1,
      keepAliveTimeout: IDLE_MS,
      keepAliveMaxTimeout: IDLE_MS,
      headersTimeout: DAY_MS,
      bodyTimeout: DAY_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
      connect: (_, callback) => {
        const socket = connect(port, clock, () => this.unsent === 0);
        const failed = (error: Error) => callback(error, null);
        socket.once('error', failed);
        socket.once('connect', () => {
          socket.off('error', failed);
          callback(null, socket);
        });
      },
    });
  }
}

/** Cookies of everything on this machine's loopback come along, so more than usual. */
export const MAX_HEADER_BYTES = 64 * 1024;

/** The targets in use. Like the routes they are derived: a target whose instance has ended is forgotten. */
export class Targets {
  readonly #byRoute = new Map<string, Target>();
  readonly #lookup: (route: string) => RouteTarget | undefined;
  readonly #clock: Clock;

  constructor(lookup: (route: string) => RouteTarget | undefined, clock: Clock) {
    this.#lookup = lookup;
    this.#clock = clock;
  }

  /** The target of a running instance's route. */
  of(route: string, port: number): Target {
    const known = this.#byRoute.get(route);
    if (known?.port === port) return known;
    this.#forgetEnded();
    const target = new Target(port, this.#clock);
    this.#byRoute.set(route, target);
    return target;
  }

  #forgetEnded(): void {
    for (const [route, target] of this.#byRoute) {
      const now = this.#lookup(route);
      if (now?.state === 'running' && now.port === target.port) continue;
      this.#byRoute.delete(route);
      void target.pool.destroy();
    }
  }

  /** Cuts all connections. */
  async close(): Promise<void> {
    const targets = [...this.#byRoute.values()];
    this.#byRoute.clear();
    await Promise.all(targets.map(target => target.pool.destroy()));
  }
}
