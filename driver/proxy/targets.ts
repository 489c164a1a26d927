import type { Clock } from '../model/clock';
import type { Way } from './connection';
import { Lane } from './lane';
import type { RouteTarget } from './routes';

/** Beyond this, requests to one target wait for one another. */
const MAX_LANES = 128;

/** What the proxy keeps for a target while its instance runs. */
export class Target {
  readonly way: Way;
  /** Names of cookies that it has set. */
  readonly cookieNames = new Set<string>();
  readonly #clock: Clock;
  readonly #lanes: Lane[] = [];
  readonly #idle: Lane[] = [];
  readonly #waiting: ((lane: Lane) => void)[] = [];

  constructor(way: Way, clock: Clock) {
    this.way = way;
    this.#clock = clock;
  }

  /** Hands over a lane, at once if there is one; it has to be given back. */
  take(use: (lane: Lane) => void): void {
    const idle = this.#idle.pop();
    if (idle) use(idle);
    else if (this.#lanes.length < MAX_LANES) {
      const lane = new Lane(this.way, this.#clock);
      this.#lanes.push(lane);
      use(lane);
    } else this.#waiting.push(use);
  }

  giveBack(lane: Lane): void {
    lane.release();
    const next = this.#waiting.shift();
    if (next) next(lane);
    else this.#idle.push(lane);
  }

  /** Cuts its connections. */
  async close(): Promise<void> {
    await Promise.all(this.#lanes.map(({ client }) => client.destroy()));
  }
}

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
  of(route: string, way: Way): Target {
    const known = this.#byRoute.get(route);
    if (known && isSame(known.way, way)) return known;
    this.#forgetEnded();
    const target = new Target({ port: way.port, connect: way.connect }, this.#clock);
    this.#byRoute.set(route, target);
    return target;
  }

  #forgetEnded(): void {
    for (const [route, target] of this.#byRoute) {
      const now = this.#lookup(route);
      if (now?.state === 'running' && isSame(now, target.way)) continue;
      this.#byRoute.delete(route);
      void target.close();
    }
  }

  /** Cuts all connections. */
  async close(): Promise<void> {
    const targets = [...this.#byRoute.values()];
    this.#byRoute.clear();
    await Promise.all(targets.map(target => target.close()));
  }
}

const isSame = (one: Way, other: Way) => one.port === other.port && one.connect === other.connect;
