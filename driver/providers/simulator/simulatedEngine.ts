import {
  type ContainerDetails,
  type ContainerSpec,
  containerName,
  type Engine,
  engineErrors,
  type MarkedContainer,
} from '../../engine';
import type { Clock } from '../../model/clock';
import { type ErrorValue, RockpoolError } from '../../model/errors';
import { readImageIds } from './archive';
import type { SimulatorConfig } from './config';
import { addImages, answers, makeContainer, removeContainer, startContainer } from './containers';
import type { Effect, SimulatedCall } from './faults';
import { isOver, simulatedLogs } from './logs';
import { containerState, isUp, type SimulatedContainer, type SimulatedMachine } from './machines';
import * as say from './messages';
import type { Ports } from './ports';
import { factsOf } from './provider';
import { simulatedShell } from './shell';
import { surveyOf, usageOf, usagesOf } from './usage';
import type { Wire } from './wire';
import type { World } from './world';

export interface EngineDependencies {
  clock: Clock;
  world: World;
  wire: Wire;
  ports: Ports;
  config(): SimulatorConfig;
}

/** As a real engine's calls. */
const LIMIT_MS = { look: 15_000, work: 90_000, load: 180_000 };
/** A port that nobody answers on yet is looked at for this long. */
const LOOK_MS = 1_000;
/** Steps in which a push tells how far it is. */
const PUSH_STEPS = 20;

/** The engine of a machine: keeps nothing of its own, so that one opened anew finds everything. */
export function simulatedEngine(
  url: string,
  machineId: string,
  { clock, world, wire, ports, config }: EngineDependencies,
): Engine {
  type Options = { signal?: AbortSignal | undefined };

  /** The machine, if its engine answers now. */
  function up(): SimulatedMachine {
    const machine = world.machine(machineId);
    if (machine && isUp(machine, world.now())) return machine;
    const isOff = !machine || machine.engineAt <= world.now();
    throw new RockpoolError(engineErrors.unreachable(url, isOff ? 'EHOSTUNREACH' : 'ECONNREFUSED'));
  }

  /** One call: `serve` is what the engine does, at the moment at which the call arrives. */
  function call<T>(
    name: SimulatedCall,
    doing: string,
    { limitMs = LIMIT_MS.look, signal }: Options & { limitMs?: number },
    serve: (
      machine: SimulatedMachine,
      options: { signal: AbortSignal; effect: Effect | undefined },
    ) => T | Promise<T>,
  ): Promise<T> {
    const request = {
      call: name,
      hostId: world.machine(machineId)?.hostId,
      latencyMs: config().engineLatencyMs,
      limitMs,
      failureRate: config().failureRates.engine,
      late: () => new RockpoolError(engineErrors.timedOut(url, doing, limitMs)),
      refused: () => new RockpoolError(engineErrors.refused(url, doing, 500, 'simulated failure')),
      lost: () => new RockpoolError(engineErrors.unreachable(url, 'ECONNRESET')),
      signal,
    };
    return wire(request, (effect, options) => serve(up(), { ...options, effect }));
  }

  function found(machine: SimulatedMachine, containerId: string): SimulatedContainer {
    const container = machine.containers.get(containerId);
    if (container) return container;
    throw new RockpoolError(engineErrors.containerGone(containerId));
  }
  function running(machine: SimulatedMachine, containerId: string): SimulatedContainer {
    const container = found(machine, containerId);
    if (containerState(container, world.now()) === 'running') return container;
    throw new RockpoolError(engineErrors.notRunning(containerId));
  }

  function listed(container: SimulatedContainer): MarkedContainer {
    const { containerId, name, spec, exitCode } = container;
    const state = containerState(container, world.now());
    const hostPort = state === 'running' ? ports.of(container) : undefined;
    return {
      containerId,
      name,
      marks: { ...spec.marks },
      state,
      ...(state === 'ended' ? { exitCode } : {}),
      ...(hostPort === undefined ? {} : { hostPort }),
      image: spec.imageId,
    };
  }

  async function details(container: SimulatedContainer): Promise<ContainerDetails> {
    const { containerId, spec, startedAt, exitCode } = container;
    const now = world.now();
    const state = containerState(container, now);
    return {
      containerId,
      image: spec.imageId,
      imageId: spec.imageId,
      state,
      outOfMemory: false,
      memoryLimitMiB: spec.memoryMiB,
      ...(spec.diskMiB === undefined ? {} : { diskLimitMiB: spec.diskMiB }),
      restartCount: 0,
      ...(state === 'ended' ? { exitCode } : {}),
      ...(state === 'created' ? {} : { startedAt: Math.round(clock.now() - (now - startedAt)) }),
      ...(state === 'running' ? { hostPort: await ports.open(container) } : {}),
    };
  }

  return {
    url,
    get docker(): never {
      throw new RockpoolError(say.onlySimulated(url));
    },

    facts: (options = {}) => call('engine.facts', 'say what it is', options, factsOf),

    list: (controller, options = {}) =>
      call('engine.list', 'list its containers', options, ({ containers }) =>
        [...containers.values()]
          .filter(({ spec }) => controller === undefined || spec.marks.controller === controller)
          .map(listed),
      ),

    hasImage: (imageId, options = {}) =>
      call('engine.findImage', 'look for an image', options, ({ images }) => images.has(imageId)),

    findImage: ({ imageId }, options = {}) =>
      call('engine.findImage', 'look for an image', options, ({ images }) =>
        images.has(imageId) ? imageId : undefined,
      ),

    async load(archive, { onProgress, signal }) {
      const pushMs = world.draw(config().pushMs);
      const limitMs = LIMIT_MS.load + pushMs;
      try {
        await call('engine.load', 'load the image', { limitMs, signal }, async (machine, deadline) => {
          const { imageIds, bytes } = await readImageIds(archive, url);
          for (let step = 1; step <= PUSH_STEPS; step += 1) {
            if (pushMs > 0) await clock.sleep(pushMs / PUSH_STEPS, deadline);
            onProgress?.(Math.round((bytes * step) / PUSH_STEPS));
          }
          if (up() === machine) addImages(world, machine, imageIds);
        });
      } finally {
        archive.destroy();
      }
    },

    create: (spec, options = {}) =>
      call('engine.create', 'make the container', { ...options, limitMs: LIMIT_MS.work }, machine =>
        make(spec, machine),
      ),

    start: (containerId, options = {}) =>
      call('engine.start', 'start the container', { ...options, limitMs: LIMIT_MS.work }, machine =>
        startContainer(world, machine, found(machine, containerId)),
      ),

    inspect: (containerId, options = {}) =>
      call('engine.inspect', 'describe the container', options, machine =>
        details(found(machine, containerId)),
      ),

    usage: (containerId, options = {}) =>
      call('engine.usage', 'say what the container uses', options, machine =>
        usageOf(running(machine, containerId), world.now()),
      ),

    async *usages(containerId, { signal }) {
      const read = (machine: SimulatedMachine) => running(machine, containerId);
      const container = await call('engine.usages', 'say what the container uses', { signal }, read);
      yield* usagesOf(container, { clock, world }, signal);
    },

    survey: ({ disk = false, ...options } = {}) =>
      call('engine.survey', 'say what is on it', options, machine => surveyOf(machine, world.now(), disk)),

    look: (hostPort, _path, options) =>
      call('engine.look', 'take a connection', options, async (machine, deadline) => {
        const container = [...machine.containers.values()].find(
          one => containerState(one, world.now()) === 'running' && ports.of(one) === hostPort,
        );
        if (!container) return 'refused';
        const waitMs = Math.min(LOOK_MS, container.readyAt - world.now());
        if (waitMs > 0) await clock.sleep(waitMs, deadline);
        return answers(world, container) ? 'http' : 'refused';
      }),

    remove: (containerId, { unlessItRuns = false, ...options } = {}) =>
      call(
        'engine.remove',
        'remove the container',
        { ...options, limitMs: LIMIT_MS.work },
        (machine, { effect }) => {
          const container = machine.containers.get(containerId);
          if (!container || effect === 'ignored') return;
          if (unlessItRuns && containerState(container, world.now()) === 'running') return;
          removeContainer(world, machine, container);
          ports.close(container);
        },
      ),

    async *logs(containerId, { follow, tail, signal }) {
      const read = (machine: SimulatedMachine) => found(machine, containerId);
      const container = await call('engine.logs', 'give the log of the container', { signal }, read);
      yield* simulatedLogs(container, { clock, world }, { follow, tail, signal });
    },

    openShell: (containerId, options) =>
      call('engine.openShell', 'start a shell', options, machine => {
        const container = running(machine, containerId);
        return simulatedShell(container, {
          isOver: () => isOver(container, world),
          watch: listener => world.onChange(machine, listener),
        });
      }),

    watch(_controller, onChange) {
      const machine = world.machine(machineId);
      const unwatch = machine ? world.onChange(machine, onChange) : () => undefined;
      // As a stream of events that has just been opened.
      const opened = clock.timer(0, onChange);
      return () => {
        opened();
        unwatch();
      };
    },
  };

  function make(spec: ContainerSpec, machine: SimulatedMachine): string {
    const refuse = (value: ErrorValue) => new RockpoolError(value);
    if (!machine.images.has(spec.imageId)) throw refuse(engineErrors.imageGone(spec.imageId));
    const name = containerName(spec);
    const same = [...machine.containers.values()].find(one => one.name === name);
    if (same) {
      const { controller, instance } = same.spec.marks;
      if (controller === spec.marks.controller && instance === spec.marks.instance) return same.containerId;
      throw refuse(engineErrors.nameTaken(name, url));
    }
    return makeContainer(world, machine, name, spec).containerId;
  }
}
