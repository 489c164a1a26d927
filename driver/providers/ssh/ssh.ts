import { type Engines, foreignScript, isEngineAway } from '../../engine';
import type { Clock } from '../../model/clock';
import { type ErrorValue, isRockpoolError, RockpoolError } from '../../model/errors';
import type { Host } from '../../model/host';
import { GPU_POOL, type Pool, type PoolConfig } from '../../model/pool';
import { slotsBeside, steadyMiB } from '../../model/slots';
import { type PreparationOptions, type PreparationStep, prepareOver } from '../../preparation';
import { asRoot, notRoot, type RunResult, type SshConnection, scriptWith } from '../../ssh';
import type { Machine, Provider } from '../provider';
import claimScript from './claim.sh?raw';
import { END_OF_LOOK, type MachineLook, type Mark, readLook, readMark } from './look';
import lookScript from './look.sh?raw';
import { withOwnSignal } from './ownSignal';
import releaseScript from './release.sh?raw';
import { imagesTaken, readTaken } from './taken';

/** A machine that an admin has given to a pool. */
export interface SshMachine {
  /** What the provider knows it by; its hosts' engines answer at `ssh://` and this. */
  id: string;
  /** What people call it. */
  name: string;
  /** How much it holds; null: counted from its memory. */
  slots: number | null;
  connection: SshConnection;
}

export interface SshProviderDependencies {
  controllerId: string;
  /** What people of other Rockpools are told who has a machine. */
  holderName?: string | undefined;
  engines: Pick<Engines, 'connect'>;
  clock: Clock;
  /** Those of the pool, as they are now. */
  machines(): readonly SshMachine[];
}

const LOOK_QUIET_MS = 30_000;
const CLAIM_QUIET_MS = 30_000;
/** Containers are ended one after the other. */
const RELEASE_QUIET_MS = 120_000;
/** Of claim.sh: it is somebody's already. */
const TAKEN = 75;

export const engineUrlOf = ({ id }: Pick<SshMachine, 'id'>): string => `ssh://${id}`;

/**
 * Machines that an admin keeps, over SSH. Each carries in a file of its own whose it is: making a host takes one that is
 * nobody's, in one step that only one of all who try can do; giving it back takes away what we put there, the mark last.
 */
export function sshProvider(pool: Pool, dependencies: SshProviderDependencies): Provider {
  const { controllerId, holderName, engines, clock, machines } = dependencies;
  const gpu = pool.name === GPU_POOL;
  /** The last answer of each, for whose turn it is next. */
  const looks = new Map<string, MachineLook>();

  async function look({ id, connection }: SshMachine, signal: AbortSignal): Promise<MachineLook> {
    const script = `${lookScript}\n${foreignScript}\necho ${END_OF_LOOK}`;
    const result = await connection.run(script, { quietMs: LOOK_QUIET_MS, signal });
    const now = readLook(result.stdout);
    if (!now) throw failed(result, 'say whose it is', connection);
    const seen = { ...now, foreignMiB: steadyMiB(now.foreignMiB, looks.get(id)?.foreignMiB) };
    looks.set(id, seen);
    return seen;
  }

  async function machineOf(
    machine: SshMachine,
    seen: MachineLook,
    mark: Mark,
    signal: AbortSignal,
  ): Promise<Machine> {
    const engineUrl = engineUrlOf(machine);
    const { host: hostId, controller, holder, claimedAt: createdAt } = mark;
    const known: Machine = {
      ...{ hostId, providerId: machine.id, controllerId: controller, createdAt, engineUrl },
      ...{ name: machine.name, slots: slotsOf(machine, seen) },
      ...(holder === undefined ? {} : { controllerName: holder }),
      state: 'running',
    };
    const { engineVersion } = seen;
    if (controller !== controllerId || engineVersion === undefined) return known;
    try {
      return { ...known, facts: await engines.connect(engineUrl).facts({ signal }) };
    } catch (error) {
      if (!isEngineAway(error)) throw error;
      return known;
    }
  }

  /** What is listed of a machine that doesn't say whose it is: what was known of it; that it is silent is seen by its engine. */
  function silent(machine: SshMachine, hosts: readonly Host[]): Machine | undefined {
    const host = hosts.find(({ providerId, phase }) => providerId === machine.id && phase !== 'removed');
    if (!host) return undefined;
    return {
      hostId: host.id,
      providerId: machine.id,
      controllerId,
      createdAt: host.createdAt,
      state: 'running',
      engineUrl: engineUrlOf(machine),
    };
  }

  async function listed(
    machine: SshMachine,
    hosts: readonly Host[],
    signal: AbortSignal,
  ): Promise<Machine | undefined> {
    try {
      const seen = await look(machine, signal);
      const { mark } = seen;
      if (mark === 'unreadable') return silent(machine, hosts);
      return mark?.pool === pool.id ? await machineOf(machine, seen, mark, signal) : undefined;
    } catch (error) {
      if (!isRockpoolError(error)) throw error;
      return silent(machine, hosts);
    }
  }

  /** Of all machines, as far as they are known. */
  function sizes(): (number | undefined)[] {
    return machines().map(machine => {
      const seen = looks.get(machine.id);
      return seen ? slotsOf(machine, seen) : (machine.slots ?? undefined);
    });
  }

  /** Machines that carry another's mark, each with who that is, for people. */
  function takenByOthers(): string[] {
    return machines().flatMap(({ id, name }) => {
      const mark = looks.get(id)?.mark;
      if (mark === undefined || mark === 'unreadable' || mark.controller === controllerId) return [];
      return [`${name} is a host of another Rockpool (${mark.holder ?? mark.controller.slice(0, 8)}).`];
    });
  }

  /** All are asked at once, and end with one signal. */
  function askAll<T>(
    signal: AbortSignal,
    ask: (machine: SshMachine, signal: AbortSignal) => Promise<T>,
  ): Promise<T[]> {
    return withOwnSignal(signal, own => Promise.all(machines().map(machine => ask(machine, own))));
  }

  /** The first that is nobody's: the smallest that holds what is wanted, else the largest. */
  async function free(wanted: number, signal: AbortSignal): Promise<SshMachine[]> {
    const seen = await askAll(signal, async (machine, own) => {
      const found = await look(machine, own).catch(() => undefined);
      return found && !found.mark ? { machine, slots: slotsOf(machine, found) } : undefined;
    });
    const candidates = seen.filter(one => one !== undefined);
    const fits = ({ slots }: { slots: number }) => slots >= wanted;
    candidates.sort((a, b) =>
      fits(a) !== fits(b) ? Number(fits(b)) - Number(fits(a)) : (a.slots - b.slots) * (fits(a) ? 1 : -1),
    );
    return candidates.map(({ machine }) => machine);
  }

  return {
    get hosts() {
      return { atLeast: 0, atMost: machines().length };
    },
    configOf: config => configFor(config, sizes()),
    nameOf: hostId => {
      const known = machines().find(({ id }) => {
        const mark = looks.get(id)?.mark;
        return mark !== undefined && mark !== 'unreadable' && mark.host === hostId;
      });
      return known?.name ?? `machine-${hostId.slice(-8)}`;
    },
    async list(hosts, { signal }) {
      const all = await askAll(signal, (machine, own) => listed(machine, hosts, own));
      return all.filter(machine => machine !== undefined);
    },
    async create(host, { signal }) {
      const own = { controller: controllerId, ...(holderName === undefined ? {} : { holder: holderName }) };
      const mark: Mark = { ...own, pool: pool.id, host: host.id, claimedAt: clock.now() };
      for (const { connection } of await free(host.slots, signal)) {
        const claim = asRoot(connection.target, scriptWith(claimScript, [], JSON.stringify(mark)));
        const { command, input } = claim;
        const result = await connection.run(command, { input, quietMs: CLAIM_QUIET_MS, signal });
        if (result.status === 0 || readMark(result.stdout)?.host === host.id) return;
        if (result.status !== TAKEN) throw failed(result, 'be marked as a host of the pool', connection);
      }
      throw new RockpoolError(machines().length === 0 ? noneYet(pool) : noneFree(pool, takenByOthers()));
    },
    async room({ signal }) {
      return (await free(1, signal)).length;
    },
    async prepare({ providerId }, { config, signal, onLine }) {
      const machine = machines().find(({ id }) => id === providerId);
      if (!machine) return;
      const options = { gpu, ...diskOf(config), bootMs: 0 };
      const onStep = ({ title, state, changes, warnings }: PreparationStep) => {
        if (state !== 'running') onLine([`${title}: ${state}.`, ...changes, ...warnings].join(' '));
      };
      await prepareOver(machine.connection, options, { clock }, { signal, onStep });
    },
    async destroy({ id, providerId, name }, { signal, config, onLine }) {
      const machine = machines().find(one => one.id === providerId);
      if (!machine) return 'gone';
      const { connection } = machine;
      const images = config?.DD_REMOVE_IMAGES ? 'remove' : 'keep';
      const release = asRoot(connection.target, scriptWith(releaseScript, [id, controllerId, images]));
      const { command, input } = release;
      const result = await connection.run(command, { input, quietMs: RELEASE_QUIET_MS, signal });
      if (result.status !== 0) throw failed(result, 'be given back', connection);
      const taken = imagesTaken(readTaken(result.stdout), name);
      if (taken !== undefined) onLine?.(taken);
      return 'gone';
    },
  };
}

function slotsOf({ slots }: SshMachine, { memoryMiB, foreignMiB }: MachineLook): number {
  return slots ?? slotsBeside(memoryMiB, foreignMiB);
}

/** The disk for Docker's data and its swap, as a pool's settings have them. */
export function diskOf(config: PoolConfig): Pick<PreparationOptions, 'dataDevice' | 'swapMiB'> {
  const { DD_HOST_DATA_VOLUME_DEVICE: device, DD_HOST_SWAP_MIB: swap } = config;
  return { dataDevice: device ?? undefined, swapMiB: swap ?? 'auto' };
}

/** Nothing that was asked for is refused before it is known how large the machines are. */
const NOT_KNOWN_SLOTS = 10_000;

/** Hosts are as large as the machines are, and no more than there are of them. */
export function configFor(config: PoolConfig, sizes: readonly (number | undefined)[]): PoolConfig {
  const known = sizes.filter(size => size !== undefined);
  const isAllKnown = known.length === sizes.length && known.length > 0;
  return {
    ...config,
    DD_MAX_HOSTS: Math.min(config.DD_MAX_HOSTS, Math.max(1, sizes.length)),
    DD_HOST_FLAVOR_NAME_SMALL: 'small machine',
    DD_HOST_FLAVOR_NAME_LARGE: 'large machine',
    DD_HOST_FLAVOR_SLOTS_SMALL: isAllKnown ? Math.min(...known) : 1,
    DD_HOST_FLAVOR_SLOTS_LARGE: isAllKnown ? Math.max(...known) : NOT_KNOWN_SLOTS,
  };
}

function failed(result: RunResult, doing: string, { target }: SshConnection): RockpoolError {
  const { status, stderr } = result;
  const refusal = notRoot(target, result);
  if (refusal) return new RockpoolError(refusal);
  const lines = stderr.trim().split('\n').slice(-3).join(' ');
  return new RockpoolError({
    kind: 'transient',
    code: 'SSH_MACHINE_FAILED',
    what: `A machine could not ${doing}.`,
    where: `${target.user}@${target.address}`,
    why: lines || `The command ended with status ${status ?? 'unknown'}.`,
    next: 'Look at its disk and its Docker; Rockpool tries again by itself.',
  });
}

const noneYet = ({ name }: Pool): ErrorValue => ({
  kind: 'capacity',
  code: 'NO_MACHINE_FREE',
  what: 'The pool has no machines yet.',
  where: name,
  why: 'Its hosts are machines of the lab that you list.',
  next: 'Add machines, let Rockpool in, and confirm them by their keys.',
});

const noneFree = ({ name }: Pool, taken: readonly string[]): ErrorValue => ({
  kind: 'capacity',
  code: 'NO_MACHINE_FREE',
  what: 'No machine of the pool is free.',
  where: name,
  why: `${taken.map(one => `${one} `).join('')}${taken.length > 0 ? 'Each of the others' : 'Each'} is a host already, is not confirmed by its key yet, or does not answer.`,
  next: 'Test the machines: that says of each what to do. Or add another.',
});
