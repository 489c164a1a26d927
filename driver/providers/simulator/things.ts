import type { SimulatedMachine } from './machines';

/** What the cloud has besides machines: a volume for each of them, and a security group for each pool. */
export interface SimulatedThing {
  readonly kind: 'volume' | 'securityGroup';
  readonly id: string;
  readonly name: string;
  /** The marks in the call that made it. */
  readonly poolId: string;
  readonly controllerId: string;
  /** A volume's; absent: it is the pool's. */
  readonly hostId?: string;
  readonly machineId?: string;
  readonly madeAt: number;
  goneAt: number;
}

export interface ThingsState {
  made: number;
  all: SimulatedThing[];
}

const NEVER = Number.POSITIVE_INFINITY;
/** Things that are gone are remembered this long (ms): listings may lag. */
const REMEMBERED_MS = 60_000;

/** Volumes end with their machine and a pool's group with its last one, unless a fault keeps them. Times are of the simulation. */
export class Things {
  readonly #all = new Map<string, SimulatedThing>();
  #made = 0;

  /** What there was at a time up to a minute ago. */
  at(time: number): SimulatedThing[] {
    return [...this.#all.values()].filter(({ madeAt, goneAt }) => madeAt <= time && time < goneAt);
  }
  get(id: string): SimulatedThing | undefined {
    return this.#all.get(id);
  }

  /** A machine was asked for. */
  comeWith({ poolId, controllerId, hostId, providerId, askedAt }: SimulatedMachine): void {
    this.#forgetOld(askedAt);
    const marks = { poolId, controllerId, madeAt: askedAt, goneAt: NEVER };
    const name = `${hostId}-docker`;
    this.#add({
      kind: 'volume',
      id: `volume-${this.#next()}`,
      name,
      hostId,
      machineId: providerId,
      ...marks,
    });
    const group = this.#groupOf(poolId, askedAt);
    if (group) group.goneAt = NEVER;
    else
      this.#add({ kind: 'securityGroup', id: `group-${this.#next()}`, name: `rockpool-${poolId}`, ...marks });
  }
  /** A volume whose machine is long gone. */
  leave(volume: Pick<SimulatedThing, 'poolId' | 'controllerId' | 'madeAt'> & { hostId: string }): void {
    this.#add({
      ...{ kind: 'volume', id: `volume-${this.#next()}`, name: `${volume.hostId}-docker`, goneAt: NEVER },
      ...volume,
    });
  }
  /** A machine goes at a time. */
  goWith({ providerId }: SimulatedMachine, goneAt: number): void {
    for (const thing of this.#all.values()) if (thing.machineId === providerId) end(thing, goneAt);
  }
  /** A pool's last machine goes at a time. */
  endGroup(poolId: string, now: number, goneAt: number): void {
    const group = this.#groupOf(poolId, now);
    if (group) end(group, goneAt);
  }

  #groupOf(poolId: string, now: number): SimulatedThing | undefined {
    return [...this.#all.values()].find(
      thing => thing.kind === 'securityGroup' && thing.poolId === poolId && now < thing.goneAt,
    );
  }
  /** What things of a later process go on from. */
  state(): ThingsState {
    return { made: this.#made, all: [...this.#all.values()] };
  }
  goOn({ made, all }: ThingsState): void {
    this.#made = made;
    for (const thing of all) this.#add(thing);
  }

  #next(): number {
    this.#made += 1;
    return this.#made;
  }
  #add(thing: SimulatedThing): void {
    this.#all.set(thing.id, thing);
  }
  #forgetOld(now: number): void {
    for (const { id, goneAt } of this.#all.values()) if (goneAt + REMEMBERED_MS <= now) this.#all.delete(id);
  }
}

function end(thing: SimulatedThing, goneAt: number): void {
  thing.goneAt = Math.min(thing.goneAt, goneAt);
}
