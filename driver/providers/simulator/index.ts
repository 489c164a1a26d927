import type { Engine } from '../../engine';
import type { Clock, Disposer } from '../../model/clock';
import { seededRandom } from '../../model/seededRandom';
import { jumpingClock } from './clocks';
import { type SimulatorConfig, type SimulatorSettings, simulatorConfigSchema } from './config';
import { answers } from './containers';
import {
  type ConditionName,
  createConditions,
  type Fault,
  type FaultInput,
  faultSchema,
  isCondition,
} from './faults';
import { loopbackPorts } from './loopbackPorts';
import { happen } from './mishaps';
import { numberedPorts } from './ports';
import { simulatedProvider } from './provider';
import { simulatedEngine } from './simulatedEngine';
import { wireOf } from './wire';
import { World, type WorldEvent, type WorldState } from './world';

export { fasterClock } from './clocks';
export { type SimulatorConfig, type SimulatorSettings, simulatorConfigSchema } from './config';
export { conditionNames, type FaultInput, faultSchema, mishapNames, simulatedCalls } from './faults';
export { World, type WorldEvent } from './world';

/**
 * A cloud and its engines that exist in this process only, driven by the clock and the seed alone. It outlives the
 * driver that uses it, as a real cloud does: a driver started anew on it finds its hosts and containers again.
 */
export interface Simulator extends AsyncDisposable {
  /** For the driver: its wall time jumps when `clockJumps` happens. */
  readonly clock: Clock;
  /** The truth, for those who check. */
  readonly world: World;
  readonly config: SimulatorConfig;
  /** The hosts of one pool, as a controller with this id sees them. */
  provider(poolId: string, controllerId: string): ReturnType<typeof simulatedProvider>;
  /** The engine at `sim://<machine>`. */
  engine(url: string): Engine;
  /** Changes how the cloud behaves from now on; what is under way keeps its times. @throws ZodError */
  configure(changes: SimulatorSettings): void;
  /** Sets a fault, at once or at a time from now. @throws ZodError */
  inject(fault: FaultInput): void;
  /** Ends the faults of a name that are set; without a name all, and those that were still to come. */
  clear(name?: ConditionName): void;
  /** Faults that last and are set now. */
  faults(): ConditionName[];
  /** What a simulator made later goes on from, as `left`: no copy, it goes on changing with the cloud. */
  state(): CloudState;
}

/** A cloud as it is left: its world, and where its containers listen on 127.0.0.1. */
export interface CloudState {
  world: WorldState;
  ports: ReadonlyMap<string, number>;
}

export interface SimulatorOptions {
  clock: Clock;
  settings?: SimulatorSettings;
  /** The instances answer real HTTP on 127.0.0.1; else nothing ever listens. */
  demo?: boolean;
  /** Hears of everything that happens, in order: the history. */
  onEvent?: (event: WorldEvent) => void;
  /** How an earlier process left it. */
  left?: CloudState | undefined;
}

export function createSimulator({
  clock: real,
  settings = {},
  demo,
  onEvent,
  left,
}: SimulatorOptions): Simulator {
  let config = simulatorConfigSchema.parse(settings);
  const clock = jumpingClock(real);
  const conditions = createConditions();
  const random = seededRandom(config.seed);
  const world = new World({
    clock,
    random,
    config: () => config,
    onEvent: onEvent ?? (() => undefined),
    left: left?.world,
  });
  const wire = wireOf({ clock, world, conditions });
  const loopback = demo ? loopbackPorts(container => answers(world, container)) : undefined;
  for (const { containers } of left?.world.machines ?? []) {
    for (const container of containers.values()) {
      const port = left?.ports.get(container.containerId);
      if (port !== undefined) void loopback?.reopen(container, port).catch(() => undefined);
    }
  }
  const shared = { clock, world, wire, ports: loopback ?? numberedPorts, config: () => config };

  const coming: Disposer[] = [];

  function begin(fault: Fault): void {
    world.tell(`${fault.name} set`, fault.hostId ?? '');
    if (isCondition(fault)) conditions.set(fault, world.now());
    else happen(fault, { world, clock });
  }
  function inject(input: FaultInput): void {
    const fault = faultSchema.parse(input);
    if (fault.atMs === 0) begin(fault);
    else coming.push(world.later(fault.atMs, () => begin(fault)));
  }

  for (const fault of config.faults) inject(fault);
  return {
    clock,
    world,
    get config() {
      return config;
    },
    provider: (poolId, controllerId) => simulatedProvider({ poolId, controllerId }, shared),
    engine: url => simulatedEngine(url, url.slice('sim://'.length), shared),
    configure(changes) {
      config = simulatorConfigSchema.parse({ ...config, ...changes });
    },
    inject,
    clear(name) {
      conditions.clear(name);
      if (name === undefined) for (const end of coming.splice(0)) end();
    },
    faults: () => conditions.active(world.now()),
    state: () => ({ world: world.state(), ports: loopback?.known ?? new Map() }),
    async [Symbol.asyncDispose]() {
      world[Symbol.dispose]();
      await loopback?.[Symbol.asyncDispose]();
    },
  };
}
