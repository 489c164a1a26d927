import { defineConfig } from '@playwright/test';

/** End-to-end tests in a real Electron. `npm test -- e2e` brings the display, the engine and the images they need. */
export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  workers: 1,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
});
