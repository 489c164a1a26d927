import type { Simulator } from '../../../driver/providers';
import type { OpenStack } from '../../support/openstack';
import type { VirtualClock } from '../../support/virtualClock';
import { type CloudCall, cloudCallOf } from './calls';
import { type CloudConditions, type CloudFault, cloudKeyOf, lagOf } from './faults';

export type Request = Parameters<OpenStack['transport']>[0];
export type Answer = Awaited<ReturnType<OpenStack['transport']>>;

/** What goes over the wire to the cloud, as a thing that a process has outside itself. */
export interface CloudWire {
  transport(request: Request): Promise<Answer>;
}

/** A wire on which calls take their time, and meet the faults that are drawn for them. */
export interface FaultyWire extends CloudWire {
  /** How often faults met calls, by `cloudKeyOf`. */
  readonly counts: Readonly<Record<string, number>>;
  count(fault: CloudFault, call: Pick<CloudCall, 'name'>): void;
  /** No list lags any more. */
  catchUp(): void;
}

export interface WireDependencies {
  emulator: OpenStack;
  world: Simulator['world'];
  clock: VirtualClock;
  config(): Simulator['config'];
  conditions: CloudConditions;
  /** Has a call done in the cloud, at this moment. */
  done(request: Request): Answer;
  /** One line of the history. */
  note(what: string): void;
}

/** A call that nobody answers is given up by then, and it is on its way for as long at most. */
const LATE_MS = 75_000;
const LAG_MS = 20_000;
const LAGS_FOR_MS = 30_000;

const never = () => new Promise<never>(() => undefined);
const reset = () => Object.assign(new Error('The emulated connection has ended.'), { code: 'ECONNRESET' });

export function faultyWire(dependencies: WireDependencies): FaultyWire {
  const { emulator, world, clock, config, conditions, done, note } = dependencies;
  const counts: Record<string, number> = {};
  /** Until when (monotonic) lists of a kind lag. */
  const lagsUntil = new Map<NonNullable<ReturnType<typeof lagOf>>, number>();

  function count(fault: CloudFault, { name }: Pick<CloudCall, 'name'>): void {
    const key = cloudKeyOf({ fault, call: name });
    counts[key] = (counts[key] ?? 0) + 1;
  }
  function refused(request: Request, status: number, headers: Record<string, string> = {}): Promise<Answer> {
    emulator.faults.on({ times: 1 }, { kind: 'status', status, headers });
    return emulator.transport({ ...request, signal: undefined });
  }
  function lag(name: string): void {
    const kind = lagOf(name);
    if (kind === undefined) return;
    emulator.faults.lag(kind, LAG_MS);
    lagsUntil.set(kind, clock.monotonic() + LAGS_FOR_MS);
    clock.timer(LAGS_FOR_MS, () => {
      if (clock.monotonic() >= (lagsUntil.get(kind) ?? 0)) emulator.faults.lag(kind, 0);
    });
  }

  async function transport(request: Request): Promise<Answer> {
    const call = cloudCallOf(request);
    const halfway = world.draw(config().apiLatencyMs) / 2;
    if (halfway > 0) await clock.sleep(halfway);
    const met = conditions.meet(call, world.now());
    const fault = met ?? (world.happens(config().failureRates.api) ? 'error500' : undefined);
    note(`${call.name}${call.id === undefined ? '' : ` ${call.id}`}${fault ? ` met ${fault}` : ''}`);
    if (met) count(met, call);
    switch (fault) {
      case 'refused':
        throw Object.assign(reset(), { code: 'ECONNREFUSED' });
      case 'requestLost':
        throw reset();
      case 'silent':
        return never();
      case 'answerLost':
        done(request);
        throw reset();
      case 'late': {
        const answer = done(request);
        await clock.sleep(LATE_MS);
        return answer;
      }
      case 'tokenRevoked':
        emulator.faults.revokeTokens();
        break;
      case 'lags':
        lag(call.name);
        break;
    }
    const answer = await answered(request, fault);
    if (halfway > 0) await clock.sleep(halfway);
    return answer;
  }
  async function answered(request: Request, fault: CloudFault | undefined): Promise<Answer> {
    switch (fault) {
      case 'error500':
      case 'laterPageFails':
        return refused(request, 500);
      case 'error503':
        return refused(request, 503);
      case 'rateLimited':
        return refused(request, 429, { 'retry-after': '2' });
      case 'conflict':
        return refused(request, 409);
      case 'ignored':
        return { status: 204, headers: {}, body: '' };
      case 'webPage':
        return { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Please sign in</html>' };
      case 'halfAnswer': {
        const whole = done(request);
        return { ...whole, body: whole.body.slice(0, Math.floor(whole.body.length / 2)) };
      }
      default:
        return done(request);
    }
  }

  return {
    ...{ transport, counts, count },
    catchUp() {
      for (const kind of lagsUntil.keys()) emulator.faults.lag(kind, 0);
    },
  };
}
