import type { PoolConfig } from '../../driver/model/pool';
import { seededRandom } from '../../driver/model/seededRandom';
import type { SimulatorSettings } from '../../driver/providers/simulator';
import { keyOf, rareCells } from './cells';
import type { ProjectSettings } from './cloud/cloud';
import type { CloudOperationName } from './cloud/operations';
import { pick } from './events';
import { flavorConfig, flavorSlots, flavors } from './flavors';
import { type OperationName, operationNames } from './operations';
import { imageId } from './samples';

/** A history as it is to be played. It is drawn from its seed before anything happens, so that it can be cut down. */
export interface Script {
  seed: number;
  /** Of the pool at the beginning. */
  config: Partial<PoolConfig>;
  cloud: SimulatorSettings;
  /** The pool is in a project of an emulated OpenStack; absent: in a simulated cloud. */
  project?: ProjectSettings | undefined;
  /** What lies in wait for the first calls of the cloud, and for those of the shutdown. */
  atFirst?: readonly string[] | undefined;
  /** For those of a pool at rest, where hosts are copied. */
  atRest?: readonly string[] | undefined;
  atLast?: readonly string[] | undefined;
  /** Of instances; `0m`: for ever. */
  lifetime: string;
  /** What the large blueprint needs. */
  largeSlots: number;
  /** The monotonic clocks count the sleep of a workstation. */
  sleepCounts: boolean;
  /** Workstations with a data folder each that have the same pool. */
  controllers: number;
  steps: Step[];
}

/** One thing that happens, after a wait. What it happens to follows from the numbers (0 up to 1) and from what is there. */
export interface Step {
  waitMs: number;
  what: OperationName | CloudOperationName;
  with: readonly [number, number, number];
  /** Of an ambush: what it is laid for, as `keyOf` has it. */
  cell?: string | undefined;
}

/** Chance with what scripts need of it. */
export function lots(seed: number) {
  const random = seededRandom(seed);
  // The first numbers of neighbouring seeds are alike.
  for (let i = 0; i < 5; i += 1) random.float();
  const between = (least: number, most: number) => least + Math.floor(random.float() * (most - least + 1));
  return {
    float: random.float,
    between,
    chance: (likely: number) => random.float() < likely,
    pick<T>(all: readonly [T, ...T[]]): T {
      return all[between(0, all.length - 1)] ?? all[0];
    },
  };
}
export type Lots = ReturnType<typeof lots>;

/** How much there is of a kind at least; of the others hardly any. */
const LEAST: Partial<Record<OperationName, number>> = { launch: 1.7, ambush: 0.8 };
const HARDLY = 0.02;
/** How much there may be of a kind beside the others (1). */
const SHARE: Partial<Record<OperationName, number>> = { loseState: 0.2, takeOver: 0.5, ambush: 3 };
const LEAST_STEPS = 200;
const MOST_STEPS = 230;

export function draw(seed: number): Script {
  const by = lots(seed);
  const flavor = by.pick(flavors);
  const maxHosts = by.between(2, by.chance(0.2) ? 10 : 5);
  const pace = by.pick([200, 600, 1_500, 4_000]);
  const weights = drawWeights(by);
  const count = by.between(LEAST_STEPS, MOST_STEPS);
  return {
    seed,
    config: {
      ...flavorConfig(flavor),
      DD_MAX_HOSTS: maxHosts,
      DD_FREE_SLOT_TARGET: by.between(0, Math.min(8, maxHosts * flavorSlots[flavor.large])),
      DD_HOST_LIFETIME: by.pick(['0m', '10m', '15m', '30m', '4h']),
      DD_HOST_LOST_AFTER: by.pick(['1m', '2m', '5m', '10m']),
      DD_MAX_HOST_ERRORS: by.pick([0, 2, 5]),
    },
    cloud: drawCloud(seed, by),
    lifetime: by.pick(['0m', '2m', '5m', '20m']),
    largeSlots: by.between(1, flavorSlots[flavor.large]),
    sleepCounts: by.chance(0.5),
    controllers: by.chance(0.2) ? 2 : 1,
    steps: Array.from({ length: count }, () => drawStep(pace, weights, by)),
  };
}

function drawCloud(seed: number, by: Lots): SimulatorSettings {
  const quick = by.chance(0.5);
  const range = (min: number, max: number) => ({ min, max });
  return {
    seed,
    quota: by.chance(0.2) ? by.between(1, 6) : 100,
    flavors: Object.entries(flavorSlots).map(([name, slots]) => ({ name, memoryMiB: slots * 640, cpus: 2 })),
    images: by.chance(0.5) ? [imageId] : [],
    bootMs: quick ? range(1_000, 8_000) : range(10_000, 60_000),
    prepareMs: range(500, by.pick([1_000, 10_000])),
    pushMs: range(200, by.pick([1_000, 15_000])),
    startMs: range(100, by.pick([500, 6_000])),
    deleteMs: range(200, by.pick([1_000, 10_000])),
    apiLatencyMs: range(10, by.pick([100, 1_000, 8_000])),
    engineLatencyMs: range(2, by.pick([30, 300, 3_000])),
  };
}

/** Each history has kinds of things that it hardly knows, and others that it is full of. */
function drawWeights(by: Lots): { what: OperationName; upTo: number }[] {
  let sum = 0;
  return operationNames.map(what => {
    sum += (LEAST[what] ?? HARDLY) + (by.chance(0.5) ? 0 : by.float() * (SHARE[what] ?? 1));
    return { what, upTo: sum };
  });
}

function drawStep(pace: number, weights: readonly { what: OperationName; upTo: number }[], by: Lots): Step {
  const at = by.float() * (weights.at(-1)?.upTo ?? 0);
  const what = weights.find(({ upTo }) => at < upTo)?.what ?? 'launch';
  const long = by.chance(0.03) ? 20 : 1;
  const waitMs = Math.round(-Math.log(1 - by.float()) * pace * long);
  const step: Step = { waitMs, what, with: [by.float(), by.float(), by.float()] };
  const cell = what === 'ambush' ? pick(rareCells, step.with[0]) : undefined;
  return cell ? { ...step, cell: keyOf(cell) } : step;
}
