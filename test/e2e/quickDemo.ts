import type { LaunchOptions } from './app';

const SOON = { min: 300, max: 900 };
const TIMES = { bootMs: SOON, prepareMs: SOON, pushMs: SOON, startMs: SOON, deleteMs: SOON };

/** A demo whose cloud takes a second for what takes the usual one several. Other settings of the simulator are added. */
export const quickDemo = (settings: object = {}): LaunchOptions => ({
  args: ['--demo'],
  env: { ROCKPOOL_SIMULATOR: JSON.stringify({ ...TIMES, ...settings }) },
});
