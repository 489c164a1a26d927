import { defineConfig } from '@playwright/test';

/** Not tests: takes the README's pictures of every screen. `npm run screenshots` brings what it needs. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.shots.ts',
  outputDir: '../../test-results/screenshots',
  workers: 1,
  timeout: 300_000,
  expect: { timeout: 60_000 },
});
