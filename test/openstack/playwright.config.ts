import { defineConfig } from '@playwright/test';

/** The whole path in a real OpenStack project, through the window: `npm run test:openstack`. */
export default defineConfig({
  testDir: '.',
  testMatch: 'wholePath.spec.ts',
  outputDir: '../../test-results/openstack',
  workers: 1,
  // Guests may be emulated.
  timeout: 3_600_000,
  expect: { timeout: 60_000 },
  reporter: 'list',
});
