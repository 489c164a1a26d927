import type { Clock, Disposer } from '../../model/clock';
import type { Log } from '../../model/log';
import { createSimulator, type Simulator, type SimulatorSettings } from '.';
import { openCloudFile } from './cloudFile';

export interface KeptCloudOptions {
  dataDir: string;
  clock: Clock;
  log: Log;
  settings: SimulatorSettings;
}

/** Changes are gathered so long before they are written. */
const SAVE_AFTER_MS = 2_000;

/**
 * A simulated cloud that outlives the app, as a real one does: it is kept in the data folder a moment after each change
 * and at the end, and goes on from there, as if time had passed in it meanwhile. Its instances answer on 127.0.0.1.
 */
export function openKeptCloud({ dataDir, clock, log, settings }: KeptCloudOptions): Simulator {
  const file = openCloudFile(dataDir, clock.now());
  if (file.setAside) {
    log.warn('the simulated cloud was damaged and is set aside', { setAside: file.setAside });
  }
  /** Ids of machines. */
  let changed = new Set<string>();
  let saving: Disposer | undefined;
  function save(): void {
    saving = undefined;
    try {
      file.write(simulator.state(), changed);
      changed = new Set();
    } catch (error) {
      log.warn('the simulated cloud could not be kept', { error: String(error) });
    }
  }
  const simulator = createSimulator({
    clock,
    settings,
    demo: true,
    left: file.left,
    onEvent({ machineId }) {
      // Calls are told as well; they change nothing by themselves.
      if (machineId === undefined) return;
      changed.add(machineId);
      saving ??= clock.timer(SAVE_AFTER_MS, save);
    },
  });
  return {
    ...simulator,
    get config() {
      return simulator.config;
    },
    async [Symbol.asyncDispose]() {
      saving?.();
      save();
      // What ends with the app is no change of the cloud.
      saving = () => undefined;
      file[Symbol.dispose]();
      await simulator[Symbol.asyncDispose]();
    },
  };
}
