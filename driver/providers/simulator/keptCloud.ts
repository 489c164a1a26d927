import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Clock, Disposer } from '../../model/clock';
import type { Log } from '../../model/log';
import { type CloudState, createSimulator, type Simulator, type SimulatorSettings } from '.';

export interface KeptCloudOptions {
  dataDir: string;
  clock: Clock;
  log: Log;
  settings: SimulatorSettings;
}

const FILE = 'simulated-cloud.json';
/** Changes are gathered so long before they are written. */
const SAVE_AFTER_MS = 2_000;
/** A cloud that has grown beyond this (characters) is for measurements, and isn't kept. */
const LARGEST = 16_000_000;

/**
 * A simulated cloud that outlives the app, as a real one does: it is kept in the data folder a moment after each change
 * and at the end, and goes on from there, as if time had passed in it meanwhile. Its instances answer on 127.0.0.1.
 */
export function openKeptCloud({ dataDir, clock, log, settings }: KeptCloudOptions): Simulator {
  const file = path.join(dataDir, FILE);
  let saving: Disposer | undefined;
  function save(): void {
    saving = undefined;
    const text = encodeCloud(simulator.state());
    try {
      if (text.length > LARGEST) throw new Error(`${text.length} characters are too many`);
      writeFileSync(`${file}.new`, text, { mode: 0o600 });
      renameSync(`${file}.new`, file);
    } catch (error) {
      log.warn('the simulated cloud could not be kept', { error: String(error) });
    }
  }
  const simulator = createSimulator({
    clock,
    settings,
    demo: true,
    left: readCloud(file, clock, log),
    onEvent({ what }) {
      // Calls are told as well; they change nothing by themselves.
      if (/^(machine|container|engine\.load)/.test(what)) saving ??= clock.timer(SAVE_AFTER_MS, save);
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
      await simulator[Symbol.asyncDispose]();
    },
  };
}

/** Undefined where there is none; one that can't be read is set aside. */
function readCloud(file: string, clock: Clock, log: Log): CloudState | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  try {
    return decodeCloud(text);
  } catch (error) {
    const setAside = `${file}.damaged-${clock.now()}`;
    log.warn('the simulated cloud was damaged and is set aside', { setAside, error: String(error) });
    renameSync(file, setAside);
    return undefined;
  }
}

const VERSION = 1;
const mapOf = z.instanceof(Map);
/** What nothing works without; the rest is as this version wrote it. */
const cloudSchema = z.looseObject({
  version: z.literal(VERSION),
  ports: z.record(z.string(), z.number()),
  world: z.looseObject({
    at: z.number(),
    wallAt: z.number(),
    asked: z.number().int(),
    machines: z.array(
      z.looseObject({
        providerId: z.string(),
        engineAt: z.number(),
        images: z.instanceof(Set),
        containers: mapOf,
      }),
    ),
  }),
});

/** JSON, in which a Map, a Set and an infinite time (never) are objects with one key of their own. */
export function encodeCloud(state: CloudState): string {
  return JSON.stringify({ version: VERSION, ...state }, (_key, value: unknown) => {
    if (value === Number.POSITIVE_INFINITY) return { $never: true };
    if (value instanceof Map) return { $map: [...value] };
    if (value instanceof Set) return { $set: [...value] };
    return value;
  });
}

/** @throws where it isn't one that `encodeCloud` has written */
export function decodeCloud(text: string): CloudState {
  const value = JSON.parse(text, (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value;
    if ('$never' in value) return Number.POSITIVE_INFINITY;
    if ('$map' in value) return new Map(value.$map as [unknown, unknown][]);
    if ('$set' in value) return new Set(value.$set as unknown[]);
    return value;
  });
  cloudSchema.parse(value);
  return value as CloudState;
}
