import { defineConfig } from 'vitest/config';
import { modulePath } from './test/support/modulePath.mjs';

export default defineConfig({
  plugins: [modulePath()],
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{driver,main,preload,renderer,scripts}/**/*.test.{ts,tsx}'],
          environment: 'node',
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
    ],
  },
});
