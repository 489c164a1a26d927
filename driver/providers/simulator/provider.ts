import type { EngineFacts } from '../../engine';
import { RockpoolError } from '../../model/errors';
import type { Host } from '../../model/host';
import { type Resource, resourceWords } from '../../model/resource';
import type { Machine, Provider } from '../provider';
import type { SimulatorConfig } from './config';
import type { Effect, SimulatedCall } from './faults';
import { type SimulatedMachine, stateOf } from './machines';
import * as say from './messages';
import type { SimulatedThing } from './things';
import type { Request, Wire } from './wire';
import type { World } from './world';

/** A call of the cloud that has no answer by then has failed. */
export const API_LIMIT_MS = 30_000;
/** How far behind a listing that lags is. */
const LAG_MS = 20_000;
const PAGE = 100;

export const urlOf = (machine: SimulatedMachine): string => `sim://${machine.providerId}`;

/** Hosts of the simulated cloud for one pool, as one of its controllers sees them. */
export function simulatedProvider(
  { poolId, controllerId }: { poolId: string; controllerId: string },
  { world, wire, config }: { world: World; wire: Wire; config(): SimulatorConfig },
): Required<Omit<Provider, 'configOf' | 'prepare' | 'keepStart' | 'startsPaused'>> {
  function request(call: SimulatedCall, doing: string, signal: AbortSignal, hostId?: string): Request {
    return {
      call,
      hostId,
      latencyMs: config().apiLatencyMs,
      limitMs: API_LIMIT_MS,
      failureRate: config().failureRates.api,
      late: () => new RockpoolError(say.cloudSilent(doing, API_LIMIT_MS)),
      refused: () => new RockpoolError(say.cloudFailed(doing)),
      lost: () => new RockpoolError(say.answerLost(doing)),
      signal,
    };
  }

  return {
    get hosts() {
      return { atLeast: 0, atMost: config().quota };
    },
    nameOf: hostId => `simulated-${hostId.slice(-8)}`,

    /** A page at a time, as clouds do it: a full page is followed by a request for the next. */
    async list(_hosts, { signal }) {
      const found: Machine[] = [];
      const doing = 'list its machines';
      for (let page = 0; ; page += 1) {
        const answer = await wire(request('api.list', doing, signal), effect => {
          const at = world.now() - (effect === 'stale' ? LAG_MS : 0);
          const all = world.machines(at).filter(machine => machine.poolId === poolId);
          const some = all.slice(page * PAGE, (page + 1) * PAGE);
          const machines = some.map(machine => machineOf(machine, at, world.wallAt(machine.askedAt)));
          return { machines, isFull: some.length === PAGE || (effect === 'cut' && all.length > 0), effect };
        });
        found.push(...answer.machines);
        if (!answer.isFull) return found;
        if (answer.effect === 'cut') throw new RockpoolError(say.cloudFailed(doing));
      }
    },

    create: ({ id: hostId, flavor }: Host, { signal }) =>
      wire(request('api.create', 'make a machine', signal, hostId), () => {
        world.create({ poolId, hostId, controllerId, flavor });
      }),

    room: ({ signal }) =>
      wire(request('api.list', 'read its quota', signal), () =>
        Math.max(0, config().quota - world.machines().length),
      ),

    destroy: ({ id: hostId }: Host, { signal }) =>
      wire(request('api.destroy', 'end a machine', signal, hostId), effect => {
        const isThere = world.machines().some(machine => machine.hostId === hostId);
        if (effect === 'feigned') return 'gone';
        if (effect !== 'ignored') world.destroy(hostId, keptBy(effect));
        // Nobody may have asked for the end of the last one.
        if (!isThere && effect === undefined) world.endGroupOf(poolId);
        return isThere ? 'accepted' : 'gone';
      }),

    resources: ({ signal }) =>
      wire(request('api.resources', 'list what belongs to its machines', signal), effect => {
        const things = world.things.at(world.now() - (effect === 'stale' ? LAG_MS : 0));
        return things.filter(thing => thing.poolId === poolId).map(thing => resourceOf(thing, world));
      }),

    release: ({ kind, id, hostId }, { signal }) =>
      wire(request('api.release', `end a ${resourceWords[kind]}`, signal, hostId), effect => {
        if (kind !== 'server') {
          const isThere = (world.things.get(id)?.goneAt ?? 0) > world.now();
          if (effect !== 'ignored') world.endThing(id);
          return isThere ? 'accepted' : 'gone';
        }
        const machine = world.machines().find(({ providerId }) => providerId === id);
        if (machine && effect !== 'ignored') world.end(machine);
        return machine ? 'accepted' : 'gone';
      }),

    byHand: ({ kind, id }) => `# ${id} is a simulated ${resourceWords[kind]}: it ends with the simulation`,

    lease: {
      read: ({ signal }) =>
        wire(request('api.lease', 'say who holds the pool', signal), () =>
          structuredClone(world.leases.read(poolId)),
        ),
      write: (next, seen, { signal }) =>
        wire(request('api.lease', 'note who holds the pool', signal), () =>
          world.leases.write(poolId, next, seen),
        ),
    },
  };
}

function keptBy(effect: Effect | undefined): 'volume' | 'group' | undefined {
  if (effect === 'keepsVolume') return 'volume';
  return effect === 'keepsGroup' ? 'group' : undefined;
}

function resourceOf(
  { kind, id, name, controllerId, hostId, madeAt }: SimulatedThing,
  world: World,
): Resource {
  const createdAt = world.wallAt(madeAt);
  return { kind, id, name, controllerId, createdAt, ...(hostId === undefined ? {} : { hostId }) };
}

/** A machine as the cloud described it at a time. */
function machineOf(machine: SimulatedMachine, at: number, createdAt: number): Machine {
  const { hostId, providerId, controllerId, flavor } = machine;
  const known = { hostId, providerId, controllerId, flavor: flavor.name, createdAt };
  const state = stateOf(machine, at);
  if (state !== 'running') return { state: state === 'failed' ? 'failed' : 'building', ...known };
  return { state, engineUrl: urlOf(machine), facts: factsOf(machine), ...known };
}

export function factsOf({ providerId, flavor }: SimulatedMachine): EngineFacts {
  return {
    id: providerId,
    version: 'simulated',
    apiVersion: '1.41',
    operatingSystem: `Simulated (${flavor.name})`,
    architecture: 'amd64',
    memoryMiB: flavor.memoryMiB,
    cpus: flavor.cpus,
    rootless: false,
  };
}
