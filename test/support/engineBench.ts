import { createReadStream } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { type ContainerSpec, type Engine, openEngine } from '../../driver/engine';
import { isRockpoolError } from '../../driver/model/errors';
import { systemClock, systemRandom } from '../../driver/system';
import { ensureLabImages } from '../../scripts/lib/labImages.mjs';
import { type TestEngine, testEngine } from './engine';

export const engineDeps = { clock: systemClock, random: systemRandom, platform: process.platform };

/** An engine with the image lab/httpd, for the tests of one file; what each test leaves is removed after it. */
export interface EngineBench {
  /** The mark of what is made here; nobody else has it. */
  readonly controller: string;
  readonly running: TestEngine;
  readonly engine: Engine;
  /** The archive of lab/httpd. */
  readonly archive: string;
  readonly imageId: string;
  specOf(changes?: Partial<ContainerSpec>): ContainerSpec;
  /** Makes a container and starts it. */
  run(changes?: Partial<ContainerSpec>): Promise<{ id: string; spec: ContainerSpec }>;
}

/** Call it once in a test file, outside of its tests. */
export function engineBench(): EngineBench {
  const controller = `test-${systemRandom.hex(8)}`;
  let running: TestEngine;
  let engine: Engine;
  let archive: string;
  let imageId: string;
  beforeAll(async () => {
    archive = path.join(await ensureLabImages(['httpd']), 'httpd.tar');
    running = await testEngine();
    engine = openEngine(running.dockerHost, engineDeps);
    await engine.load(createReadStream(archive), {});
    imageId = (await engine.docker.getImage('lab/httpd:latest').inspect()).Id;
  });
  afterEach(async () => {
    const left = await engine.list(controller);
    await Promise.all(left.map(({ containerId }) => engine.remove(containerId)));
  });
  afterAll(async () => {
    await running?.[Symbol.asyncDispose]();
  });

  const specOf: EngineBench['specOf'] = (changes = {}) => ({
    name: 'pb-ada-the-brave',
    imageId,
    marks: {
      controller,
      pool: 'pool-1',
      host: 'pb_dd_1',
      instance: systemRandom.hex(8),
      blueprint: 'blueprint-1',
      user: 'ada',
      slots: 1,
      route: systemRandom.hex(16),
      port: 8080,
      created: 1_700_000_000_000,
      lifetime: 3_600_000,
    },
    command: [],
    environment: { GREETING: 'good day', EMPTY: '' },
    port: 8080,
    memoryMiB: 64,
    ...changes,
  });
  return {
    controller,
    get running() {
      return running;
    },
    get engine() {
      return engine;
    },
    get archive() {
      return archive;
    },
    get imageId() {
      return imageId;
    },
    specOf,
    async run(changes) {
      const spec = specOf(changes);
      const id = await engine.create(spec);
      await engine.start(id);
      return { id, spec };
    },
  };
}

/** What makes a container of lab/httpd run a script. */
export const shell = (script: string): Partial<ContainerSpec> => ({ command: ['sh', '-c', script] });

/** The code of the error that a call ends with; `none` where it doesn't. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (isRockpoolError(error)) return error.value.code;
    throw error;
  }
  return 'none';
}

/** @throws where it doesn't hold within ten seconds */
export async function eventually(check: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 100; i += 1) {
    if (await check()) return;
    await systemClock.sleep(100);
  }
  throw new Error('It did not happen within ten seconds.');
}
