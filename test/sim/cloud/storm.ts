import { openStand } from './stand';

const HOUR_MS = 3_600_000;
const NO_LIMIT = -1;
/** Every project has a security group of its own. */
const NONE: { [what: string]: number } = { security_group: 1 };
const UNTIL_MS = 30 * 60_000;

const SERVER = 'compute POST /servers';
/** A pool that wants hosts. */
const wanting = { DD_MAX_HOSTS: 3, DD_FREE_SLOT_TARGET: 4, DD_HOST_DATA_VOLUME_FACTOR: 1 };

/** A quota, as the emulated cloud has it: its service and its name. */
export type Quota = readonly ['compute' | 'network' | 'volume', string];
/** All that a machine can be refused for. */
export const stormQuotas: readonly Quota[] = [
  ...(['instances', 'cores', 'ram'] as const).map(what => ['compute', what] as const),
  ...(['volumes', 'gigabytes'] as const).map(what => ['volume', what] as const),
  ...(['port', 'security_group'] as const).map(what => ['network', what] as const),
];

export interface Storm {
  /** How often it was asked for something that there was no room for, within an hour. */
  refused: number;
  /** How long (ms) after there was room the first machine was asked for. */
  spawnMs: number;
}

/**
 * An hour without room for a pool that wants hosts, in virtual time, and then there is some.
 * @param options.tells false: the cloud keeps its quotas to itself
 * @throws Error where no machine comes then
 */
export async function stormOf([service, what]: Quota, { tells = true } = {}): Promise<Storm> {
  using stand = openStand({
    config: wanting,
    around: (_caller, _target, _name, args, go) =>
      !tells && isAboutQuotas(args) ? Promise.resolve(forbidden) : go(),
  });
  const { cloud, clock, calls } = stand;
  const { world } = cloud.emulator;
  world.setQuota(service, what, NONE[what] ?? 0);
  stand.start();
  await clock.advance(HOUR_MS);
  const refused = calls.filter(isCreate).length;
  world.setQuota(service, what, NO_LIMIT);
  const since = clock.monotonic();
  // The group of the pool comes before its machines.
  const isAsked = () =>
    calls.some(({ name, status = 500, at }) => name === SERVER && status < 300 && at >= since);
  if (!(await clock.until(isAsked, UNTIL_MS)))
    throw new Error(`No machine comes once there is room (${what}).`);
  const [first] = calls.filter(({ name, at }) => name === SERVER && at >= since);
  return { refused, spawnMs: (first?.at ?? 0) - since };
}

/** @returns how often a machine is asked for in an hour in which no computer of the cloud has room for one */
export async function creatingInVain(): Promise<number> {
  using stand = openStand({ config: wanting });
  stand.cloud.emulator.faults.next('noValidHost', Number.POSITIVE_INFINITY);
  stand.start();
  await stand.clock.advance(HOUR_MS);
  return stand.calls.filter(({ name }) => name === SERVER).length;
}

const isCreate = ({ name }: { name: string }) => name === SERVER || name === 'network POST /security-groups';

const forbidden = { status: 403, headers: {}, body: '{"forbidden":{"code":403,"message":"Not allowed."}}' };
const isAboutQuotas = ([request]: readonly unknown[]) =>
  /\/(?:limits|quotas)\b/.test((request as { url?: string } | undefined)?.url ?? '');
