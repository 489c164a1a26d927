import type { Random } from '../model/clock';
import { formatDuration } from '../model/duration';
import type { RockpoolEvent } from '../model/event';
import { instanceName } from '../model/names';
import type { PoolConfig } from '../model/pool';
import { HISTORY_STEPS, type PoolSample } from '../model/poolSample';
import { launchesIn } from './labHours';

const MINUTE_MS = 60_000;
const WEEK_MS = 7 * 24 * 60 * MINUTE_MS;
const IDLE_MS = 10 * MINUTE_MS;
const HOST_LIFETIME_MS = 4 * 60 * MINUTE_MS;

/** What is launched in the week. */
export interface WeekBlueprint {
  name: string;
  slots: number;
  lifetimeMs: number;
  /** How often, beside the others. */
  wanted: number;
}

export interface WeekOptions {
  /** The end of the week: ms since the epoch. */
  now: number;
  /** Of the local time from UTC, ms. */
  offsetMs: number;
  /** What decides all of it. */
  random: Random;
  pool: { id: string; config: PoolConfig };
  blueprints: readonly WeekBlueprint[];
  users: readonly string[];
  /** How much of the lab's launches the pool gets: 1 all of them. */
  share: number;
}

interface WeekHost {
  id: string;
  name: string;
  slots: number;
  readyAt: number;
  used: number;
  firstUsedAt?: number;
  idleSince: number;
  isLeaving: boolean;
}

interface WeekInstance {
  id: string;
  name: string;
  userId: string;
  blueprint: WeekBlueprint;
  lastsMs: number;
  host?: WeekHost;
  endsAt: number;
}

/**
 * A week of a pool in a lab, minute by minute, out of a model and a seed: people come by the hour, lectures begin with
 * many launches, hosts are asked for as the free slots run out and go when they are idle or old. The model is much
 * simpler than the planner and needs a hundredth of a second for a week; it is told as what it is: simulated.
 */
export function weekOf(options: WeekOptions): { samples: PoolSample[]; events: RockpoolEvent[] } {
  const { now, random, pool, blueprints, users } = options;
  const { DD_MAX_HOSTS: most, DD_FREE_SLOT_TARGET: target, DD_HOST_FLAVOR_SLOTS_LARGE: slots } = pool.config;
  const samples: PoolSample[] = [];
  const events: RockpoolEvent[] = [];
  let hosts: WeekHost[] = [];
  let queue: WeekInstance[] = [];
  let running: WeekInstance[] = [];

  function tell(
    at: number,
    text: string,
    about: Partial<RockpoolEvent>,
    level: RockpoolEvent['level'] = 'info',
  ) {
    // Within its minute, at no round second.
    const within = at + Math.floor(random.float() * MINUTE_MS);
    events.push({ id: random.hex(8), at: Math.min(within, now), level, text, poolId: pool.id, ...about });
  }
  const about = ({ id, userId, host }: WeekInstance) => ({
    instanceId: id,
    userId,
    ...(host ? { hostId: host.id } : {}),
  });
  const roomOf = (host: WeekHost, at: number) =>
    host.readyAt <= at && !host.isLeaving ? host.slots - host.used : 0;

  function launch(at: number): void {
    const blueprint = pick(blueprints, random);
    const userId = users[Math.floor(random.float() * users.length)] ?? 'ada';
    if (!blueprint) return;
    const taken = new Set([...queue, ...running].map(({ name }) => name));
    const name = instanceName(userId, { isTaken: one => taken.has(one), chance: random.float() });
    const lastsMs = Math.round(blueprint.lifetimeMs * Math.min(1, 0.15 + random.float() ** 2 * 1.1));
    const instance: WeekInstance = { id: random.hex(16), name, userId, blueprint, lastsMs, endsAt: 0 };
    queue.push(instance);
    tell(at, `${name} was launched from "${blueprint.name}".`, about(instance));
  }
  function placeQueue(at: number): void {
    queue = queue.filter(instance => {
      const fitting = hosts.filter(host => roomOf(host, at) >= instance.blueprint.slots);
      // The fullest that still fits, as the planner has it.
      const host = fitting.sort((a, b) => roomOf(a, at) - roomOf(b, at))[0];
      if (!host) return true;
      host.used += instance.blueprint.slots;
      host.firstUsedAt ??= at;
      instance.host = host;
      instance.endsAt = at + instance.lastsMs;
      running.push(instance);
      const seconds = 4 + Math.floor(random.float() * 20);
      tell(
        at,
        `${instance.name} is running after ${seconds} s, for ${formatDuration(instance.blueprint.lifetimeMs)}.`,
        about(instance),
      );
      return false;
    });
  }
  function endInstances(at: number): void {
    running = running.filter(instance => {
      const fails = random.float() < 1 / 20_000;
      if (instance.endsAt > at && !fails) return true;
      const { host, blueprint, lastsMs, name } = instance;
      if (host) {
        host.used -= blueprint.slots;
        host.idleSince = at;
      }
      const isOver = lastsMs >= blueprint.lifetimeMs ? ' Its life-time is over.' : '';
      if (fails) {
        const text = `${name} failed. The container was ended for using more memory than its limit.`;
        tell(at, text, about(instance), 'error');
      } else tell(at, `${name} was destroyed.${isOver}`, about(instance));
      return false;
    });
  }
  function askForHosts(at: number): void {
    const lasting = hosts.filter(({ isLeaving }) => !isLeaving);
    const room = lasting.reduce((sum, host) => sum + host.slots - host.used, 0);
    const wanted = queue.reduce((sum, { blueprint }) => sum + blueprint.slots, 0) + target;
    const missing = Math.min(most - hosts.length, Math.ceil((wanted - room) / slots));
    for (let number = 0; number < missing; number += 1) {
      const id = `pb_dd_${random.hex(8)}`;
      const readyAt = at + 4 * MINUTE_MS + Math.floor(random.float() * 3 * MINUTE_MS);
      const host = {
        id,
        name: `simulated-${id.slice(-8)}`,
        slots,
        readyAt,
        used: 0,
        idleSince: readyAt,
        isLeaving: false,
      };
      hosts.push(host);
      const why = queue.length > 0 ? `${queue.length} instances wait.` : `${target} free slots are kept.`;
      tell(at, `The host "${host.name}" was asked for. ${why}`, { hostId: id });
    }
  }
  function removeHosts(at: number): void {
    let free = hosts.reduce((sum, host) => sum + roomOf(host, at), 0);
    hosts = hosts.filter(host => {
      if (!host.isLeaving && at >= (host.firstUsedAt ?? at) + HOST_LIFETIME_MS) {
        host.isLeaving = true;
        free -= host.slots - host.used;
        tell(at, `The host "${host.name}" takes no more instances. Its life-time is over.`, {
          hostId: host.id,
        });
      }
      const isIdle = host.used === 0 && at >= host.readyAt && at - host.idleSince >= IDLE_MS;
      const isSurplus = !host.isLeaving && isIdle && free - host.slots >= target;
      if (isSurplus) free -= host.slots;
      if (!isSurplus && !(host.isLeaving && host.used === 0)) return true;
      tell(at, `The host "${host.name}" was removed from the pool. It was empty.`, { hostId: host.id });
      return false;
    });
  }
  function mishap(at: number): void {
    const host = hosts[Math.floor(random.float() * hosts.length)];
    if (!host || host.readyAt > at || random.float() > 1 / 3000) return;
    const text = `The host "${host.name}" does not answer. The engine at sim://${host.name} does not answer.`;
    tell(at, text, { hostId: host.id }, 'warning');
    tell(at + 2 * MINUTE_MS, `The host "${host.name}" answers again.`, { hostId: host.id });
  }
  function sample(at: number): void {
    const ready = hosts.filter(host => host.readyAt <= at);
    const lasting = ready.filter(({ isLeaving }) => !isLeaving);
    const coming = hosts.filter(host => host.readyAt > at);
    const counts = {
      preparing: coming.length,
      active: lasting.length,
      draining: ready.length - lasting.length,
    };
    samples.push({
      at,
      free: lasting.reduce((sum, host) => sum + host.slots - host.used, 0),
      coming: coming.reduce((sum, host) => sum + host.slots, 0),
      target,
      total: ready.reduce((sum, host) => sum + host.slots, 0),
      queue: queue.length,
      running: running.length,
      hosts: Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)),
    });
  }

  const [, day, month] = HISTORY_STEPS;
  for (let at = now - WEEK_MS; at < now - MINUTE_MS; at += MINUTE_MS) {
    for (const host of hosts) {
      if (host.readyAt > at || host.readyAt <= at - MINUTE_MS) continue;
      tell(at, `The host "${host.name}" is ready for instances. Its engine answers.`, { hostId: host.id });
    }
    endInstances(at);
    for (let left = launchesIn(at, options.offsetMs, options.share, random); left > 0; left -= 1) launch(at);
    placeQueue(at);
    removeHosts(at);
    askForHosts(at);
    mishap(at);
    const everyMs = now - at < day.until ? day.everyMs : month.everyMs;
    if (Math.round((at - now) / MINUTE_MS) % (everyMs / MINUTE_MS) === 0) sample(at);
  }
  return { samples, events: events.sort((a, b) => a.at - b.at) };
}

/** One of them, each as often as it is wanted. */
function pick(all: readonly WeekBlueprint[], random: Random): WeekBlueprint | undefined {
  let at = random.float() * all.reduce((sum, { wanted }) => sum + wanted, 0);
  return all.find(({ wanted }) => {
    at -= wanted;
    return at < 0;
  });
}
