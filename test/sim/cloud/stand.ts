import path from 'node:path';
import type { PoolConfig } from '../../../driver/model/pool';
import type { SimulatorSettings } from '../../../driver/providers';
import { memoryFolder } from '../../support/memoryFolder';
import { virtualClock } from '../../support/virtualClock';
import { sampleOf } from '../samples';
import { type Rockpool, type WorkstationOptions, workstation } from '../workstation';
import { cloudCallOf } from './calls';
import { createEmulatedCloud, type EmulatedCloud } from './cloud';

/** A call that one Rockpool has made. */
export interface MadeCall {
  /** Of `cloudCallOf`. */
  name: string;
  isLaterPage: boolean;
  /** When it went out (monotonic, ms). */
  at: number;
  /** Undefined: it had no answer. */
  status?: number;
}

/** One Rockpool with a pool in an emulated project, in virtual time, to which nothing happens by itself. */
export interface Stand extends Disposable {
  readonly cloud: EmulatedCloud;
  readonly clock: ReturnType<typeof virtualClock>;
  readonly calls: readonly MadeCall[];
  readonly rockpool: Rockpool;
  /** True from a start to a crash. */
  readonly runs: boolean;
  start(): void;
  /** The process is gone from one moment to the next; the next start finds what it has left on its disk. */
  crash(): void;
  /** From the next start on it is another Rockpool, which knows nothing yet. Only while none runs. */
  replace(): void;
}

export interface StandOptions {
  config: Partial<PoolConfig>;
  settings?: SimulatorSettings;
  /** Hosts are copied; absent: none is. */
  hasCopies?: boolean | undefined;
  around?: WorkstationOptions['around'];
  open?: WorkstationOptions['open'];
  chance?: WorkstationOptions['chance'];
  disguise?: WorkstationOptions['disguise'];
  /** Called as each request arrives at the cloud, with the name of the call in front. */
  onArrival?(what: string): void;
  /** Absent: it is thrown. */
  onBug?: WorkstationOptions['onBug'];
}

/** Settings of a pool in such a project. */
export const inProject: Partial<PoolConfig> = {
  ...{ DD_HOST_IMAGE: 'Debian-12-docker', DD_HOST_MASTER_SG: null, DD_HOST_EXTRA_SGS: null },
  ...{ DD_HOST_SSH_FROM: '192.0.2.0/24', DD_HOST_DATA_VOLUME_TYPE: null, DD_HOST_NETWORK: 'auto' },
  ...{ DD_HOST_FLAVOR_NAME_SMALL: 'tiny', DD_HOST_FLAVOR_NAME_LARGE: 'tiny' },
  ...{ DD_HOST_FLAVOR_SLOTS_SMALL: 2, DD_HOST_FLAVOR_SLOTS_LARGE: 2 },
};

const quick: SimulatorSettings = {
  seed: 1,
  flavors: [{ name: 'tiny', memoryMiB: 1_280, cpus: 2 }],
  prepareMs: { min: 2_000, max: 2_000 },
  apiLatencyMs: { min: 100, max: 100 },
};

export function openStand({
  config,
  settings,
  hasCopies,
  around,
  onArrival,
  onBug,
  ...own
}: StandOptions): Stand {
  const clock = virtualClock();
  const folder = memoryFolder('rockpool-stand');
  const project = { pageLimit: 1000, tokenLifetimeMs: 3_600_000, slowness: 1, hasCopies };
  const cloud = createEmulatedCloud({
    ...{ clock, project, settings: { ...quick, ...settings } },
    ...{ onEvent: () => undefined, note: onArrival ?? (() => undefined) },
  });
  const calls: MadeCall[] = [];
  const workstationOf = (name: string) =>
    workstation({
      controllerId: name.repeat(32),
      folder: path.join(folder.path, name),
      ...{ simulator: cloud.simulator, cloud, seed: 1, sleepCounts: false },
      sample: sampleOf({ lifetime: '0m', largeSlots: 2, config: { ...inProject, ...config } }),
      around(caller, target, name, args, go) {
        const result = around ? around(caller, target, name, args, go) : go();
        if (name === 'transport') noteCall(args, result as Promise<{ status: number }>);
        return result;
      },
      ...{ ...own, onStart: () => undefined, onBug: onBug ?? throwIt },
    });
  let one = workstationOf('a');
  function noteCall([request]: readonly unknown[], answer: Promise<{ status: number }>): void {
    const { name, isLaterPage } = cloudCallOf(request as Parameters<typeof cloudCallOf>[0]);
    const call: MadeCall = { name, isLaterPage, at: clock.monotonic() };
    calls.push(call);
    answer.then(
      ({ status }) => {
        call.status = status;
      },
      () => undefined,
    );
  }
  return {
    ...{ cloud, clock, calls },
    get rockpool() {
      if (!one.rockpool) throw new Error('Rockpool does not run.');
      return one.rockpool;
    },
    get runs() {
      return one.runs;
    },
    start: () => one.start(),
    crash: () => one.crash(),
    replace() {
      one = workstationOf('b');
    },
    [Symbol.dispose]() {
      if (one.runs) one.crash();
      cloud[Symbol.dispose]();
      folder[Symbol.dispose]();
    },
  };
}

function throwIt(text: string, details: unknown): never {
  throw new Error(`${text} ${JSON.stringify(details)}`);
}
