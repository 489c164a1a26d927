import type { Clock, Disposer, Random } from '../../model/clock';
import { RockpoolError } from '../../model/errors';
import type { Range, SimulatorConfig } from './config';
import { Leases } from './leases';
import type { SimulatedMachine } from './machines';
import * as say from './messages';
import { Things, type ThingsState } from './things';

export interface MachineRequest {
  poolId: string;
  hostId: string;
  controllerId: string;
  flavor?: string | undefined;
}

/** One line of the history. */
export interface WorldEvent {
  /** Ms of the simulation. */
  at: number;
  what: string;
  /** The machine, container or call that it is about. */
  about: string;
  /** The machine that it has changed, itself or what is on it. */
  machineId?: string;
}

export interface WorldDependencies {
  clock: Clock;
  random: Random;
  config(): SimulatorConfig;
  onEvent(event: WorldEvent): void;
  /** How an earlier process left it; time has passed in it since. */
  left?: WorldState | undefined;
}

/** All of a world that outlives its process. Its Maps, Sets and infinite times are kept by `cloudFile.ts`. */
export interface WorldState {
  /** When it was taken: ms of the simulation, and of the wall clock (since the epoch). */
  at: number;
  wallAt: number;
  asked: number;
  machines: SimulatedMachine[];
  things?: ThingsState;
  leases?: ReturnType<Leases['state']>;
}

/** Machines that are gone are remembered this long (ms): listings may lag. */
const REMEMBERED_MS = 60_000;
const HOUR_MS = 3_600_000;
const NEVER = Number.POSITIVE_INFINITY;

/** The state of the simulated cloud. What is done here is done at once; the time that a call takes is the wire's. */
export class World implements Disposable {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #onEvent: (event: WorldEvent) => void;
  readonly #begun: number;
  readonly #epoch: number;
  /** The settings as they are now. */
  readonly config: () => SimulatorConfig;
  /** What there is besides machines. */
  readonly things = new Things();
  readonly leases = new Leases();
  readonly #machines = new Map<string, SimulatedMachine>();
  /** Those with an end, gone or not yet; so that what costs time concerns few. */
  readonly #ending = new Set<SimulatedMachine>();
  readonly #listeners = new Map<SimulatedMachine, Set<() => void>>();
  readonly #timers = new Set<Disposer>();
  #asked = 0;

  constructor({ clock, random, config, onEvent, left }: WorldDependencies) {
    this.#clock = clock;
    this.#random = random;
    this.config = config;
    this.#onEvent = onEvent;
    const passed = left ? left.at + Math.max(0, clock.now() - left.wallAt) : 0;
    this.#begun = clock.monotonic() - passed;
    this.#epoch = clock.now() - passed;
    if (left) this.#goOn(left);
  }

  /** What a world made later goes on from. */
  state(): WorldState {
    const at = this.now();
    this.#forgetOld(at);
    return {
      at,
      wallAt: this.#clock.now(),
      asked: this.#asked,
      machines: [...this.#machines.values()],
      things: this.things.state(),
      leases: this.leases.state(),
    };
  }
  #goOn({ asked, machines, things, leases }: WorldState): void {
    this.#asked = asked;
    if (things) this.things.goOn(things);
    if (leases) this.leases.goOn(leases);
    for (const machine of machines) {
      this.#machines.set(machine.providerId, machine);
      if (Math.min(machine.endedAt, machine.goneAt) < NEVER) this.#ending.add(machine);
      this.changesAt(machine, machine.engineAt);
      this.changesAt(machine, machine.failsAt);
      for (const { endsAt } of machine.containers.values()) this.changesAt(machine, endsAt);
    }
  }

  /** Ms since the simulation began; the wall clock's jumps don't change it. */
  now(): number {
    return this.#clock.monotonic() - this.#begun;
  }

  /** The cloud's own calendar (ms since the epoch) at a time of the simulation: the jumps of a clock don't change it. */
  wallAt(at: number): number {
    return this.#epoch + at;
  }

  draw({ min, max }: Range): number {
    return min === max ? min : Math.round(min + this.#random.float() * (max - min));
  }
  happens(likely: number): boolean {
    return likely > 0 && this.#random.float() < likely;
  }
  /** One of them by chance. */
  pick<T>(all: readonly T[]): T | undefined {
    return all[Math.floor(this.#random.float() * all.length)];
  }

  newId(bytes: number): string {
    return this.#random.hex(bytes);
  }

  tell(what: string, about: string, changed?: { providerId: string }): void {
    this.#onEvent({ at: this.now(), what, about, ...(changed ? { machineId: changed.providerId } : {}) });
  }

  /** The machines that there were at a time up to a minute ago. */
  machines(at = this.now()): SimulatedMachine[] {
    return [...this.#machines.values()].filter(({ askedAt, goneAt }) => askedAt <= at && at < goneAt);
  }
  machine(providerId: string): SimulatedMachine | undefined {
    return this.#machines.get(providerId);
  }

  /**
   * A new machine, also where the host has one already: a cloud doesn't know what its machines are for.
   * @param request.flavor its name; absent: the first
   * @throws RockpoolError QUOTA_REACHED, FLAVOR_MISSING
   */
  create({ poolId, hostId, controllerId, flavor: wanted }: MachineRequest): SimulatedMachine {
    const { quota, flavors, images, bootMs, prepareMs, failureRates } = this.config();
    const now = this.now();
    this.#forgetOld(now);
    const flavor = wanted === undefined ? flavors[0] : flavors.find(({ name }) => name === wanted);
    if (!flavor) throw new RockpoolError(say.flavorMissing(wanted ?? '', flavors));
    const gone = [...this.#ending].filter(({ goneAt }) => goneAt <= now).length;
    if (this.#machines.size - gone >= quota) throw new RockpoolError(say.quotaReached(quota));
    this.#asked += 1;
    const runsAt = now + this.draw(bootMs);
    const dies = failureRates.hostsPerHour;
    const lives = dies > 0 ? (-Math.log(1 - this.#random.float()) * HOUR_MS) / dies : NEVER;
    const machine: SimulatedMachine = {
      poolId,
      hostId,
      controllerId,
      providerId: `simulated-${this.#asked}`,
      flavor,
      askedAt: now,
      runsAt,
      engineAt: runsAt + this.draw(prepareMs),
      failsAt: this.happens(failureRates.boot) ? runsAt : runsAt + lives,
      endedAt: NEVER,
      goneAt: NEVER,
      images: new Set(images),
      containers: new Map(),
      made: 0,
    };
    this.things.comeWith(machine);
    this.place(machine);
    return machine;
  }

  /** A machine whose times somebody else knows, or will know. */
  place(machine: SimulatedMachine): void {
    this.#machines.set(machine.providerId, machine);
    this.tell('machine asked for', machine.providerId, machine);
    this.changesAt(machine, machine.engineAt);
    this.changesAt(machine, machine.failsAt);
  }

  /** Ends all machines of a host, but what a fault keeps of them; false where there are none. */
  destroy(hostId: string, kept?: 'volume' | 'group'): boolean {
    const found = this.machines().filter(machine => machine.hostId === hostId);
    for (const machine of found) this.end(machine, kept);
    return found.length > 0;
  }

  /** Ends one machine; the last of a pool takes the security group with it. */
  end(machine: SimulatedMachine, kept?: 'volume' | 'group'): void {
    if (machine.endedAt !== NEVER) return;
    const now = this.now();
    machine.endedAt = now;
    machine.goneAt = now + this.draw(this.config().deleteMs);
    this.#ending.add(machine);
    this.tell('machine ended', machine.providerId, machine);
    if (kept !== 'volume') this.things.goWith(machine, machine.goneAt);
    if (kept !== 'group') this.endGroupOf(machine.poolId, machine.goneAt);
    this.changed(machine);
  }

  /** Ends the security group of a pool that has no machine left. */
  endGroupOf(poolId: string, goneAt = this.now()): void {
    const isUsed = this.machines().some(machine => machine.poolId === poolId && machine.endedAt === NEVER);
    if (!isUsed) this.things.endGroup(poolId, this.now(), goneAt);
  }

  /** Ends a thing; false where it is gone already. */
  endThing(id: string): boolean {
    const thing = this.things.get(id);
    if (!thing || thing.goneAt <= this.now()) return false;
    if (thing.goneAt === NEVER) {
      thing.goneAt = this.now() + this.draw(this.config().deleteMs);
      this.tell(`${thing.kind} ended`, id);
    }
    return true;
  }

  /** The machine dies, and the cloud goes on listing it, as failed. */
  kill(machine: SimulatedMachine): void {
    machine.failsAt = Math.min(machine.failsAt, this.now());
    this.tell('machine died', machine.providerId, machine);
    this.changed(machine);
  }

  /** The machine is gone, as if it had never been. */
  vanish(machine: SimulatedMachine): void {
    machine.goneAt = Math.min(machine.goneAt, this.now());
    this.#ending.add(machine);
    this.things.goWith(machine, machine.goneAt);
    this.tell('machine vanished', machine.providerId, machine);
    this.changed(machine);
  }

  /** Calls `listener` whenever a machine or its containers change. */
  onChange(machine: SimulatedMachine, listener: () => void): Disposer {
    const listeners = this.#listeners.get(machine) ?? new Set();
    this.#listeners.set(machine, listeners.add(listener));
    return () => listeners.delete(listener);
  }
  changed(machine: SimulatedMachine): void {
    for (const listener of [...(this.#listeners.get(machine) ?? [])]) listener();
  }
  /** Tells the listeners at a time that is known beforehand. */
  changesAt(machine: SimulatedMachine, at: number): void {
    if (at !== NEVER) this.later(at - this.now(), () => this.changed(machine));
  }
  /** Runs something after `ms`, unless the simulation ends before. */
  later(ms: number, run: () => void): Disposer {
    const end = this.#clock.timer(Math.max(0, ms), () => {
      this.#timers.delete(end);
      run();
    });
    this.#timers.add(end);
    return () => {
      end();
      this.#timers.delete(end);
    };
  }

  #forgetOld(now: number): void {
    for (const machine of this.#ending) {
      if (machine.goneAt + REMEMBERED_MS > now) continue;
      this.#ending.delete(machine);
      this.#machines.delete(machine.providerId);
      this.#listeners.delete(machine);
    }
  }

  [Symbol.dispose](): void {
    for (const end of this.#timers) end();
    this.#timers.clear();
    this.#listeners.clear();
  }
}
