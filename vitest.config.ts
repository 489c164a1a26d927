import { defineConfig } from 'vitest/config';
import { fromSource } from './scripts/lib/sourceCondition.mjs';
import { LongestFirst } from './test/support/longestFirst.mjs';
import { modulePath } from './test/support/modulePath.mjs';

/** Run where they are asked for: packages of another release are fetched for them. */
const NEED_NEWER_DOCKER = ['test/ssh/imageStores.test.ts'];

export default defineConfig({
  ...fromSource,
  plugins: [modulePath()],
  test: {
    // Only what hangs ends by this: on a busy machine anything may take many times as long as alone.
    testTimeout: 60_000,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{driver,main,preload,renderer,scripts,test/support,test/openstack}/**/*.test.ts'],
          environment: 'node',
          // One module graph for all files of a worker: most of the time went into importing the same ones again.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          // Components share a document and a bridge to the backend, so each file has modules of its own.
          name: 'unit-window',
          include: ['renderer/**/*.test.tsx'],
          environment: 'node',
        },
      },
      {
        extends: true,
        test: {
          name: 'crash',
          include: ['test/crash/**/*.test.ts'],
          environment: 'node',
          testTimeout: 900_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'sim',
          include: ['test/sim/**/*.test.ts'],
          exclude: ['test/sim/**/planted.test.ts'],
          environment: 'node',
          testTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'planted',
          include: ['test/sim/**/planted.test.ts'],
          environment: 'node',
          testTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          environment: 'node',
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          // No test: what a real cloud says is written down anew.
          name: 'recordings',
          include: ['test/openstack/record.ts'],
          environment: 'node',
        },
      },
      {
        extends: true,
        test: {
          name: 'ssh',
          include: ['test/ssh/**/*.test.ts'],
          exclude: process.env.ROCKPOOL_NEWER_DOCKER ? [] : NEED_NEWER_DOCKER,
          environment: 'node',
          setupFiles: ['test/support/ownLab.ts'],
          // They mostly wait: for hosts that are away, and for Docker.
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 900_000,
        },
      },
    ],
  },
});
