import type { SimulatorSettings } from '../../../driver/providers/simulator';

/** A cloud in which nothing takes any time: what is measured on it is our own work. */
export const instantCloud: SimulatorSettings = {
  quota: 100_000,
  bootMs: { min: 0, max: 0 },
  prepareMs: { min: 0, max: 0 },
  pushMs: { min: 0, max: 0 },
  startMs: { min: 0, max: 0 },
  deleteMs: { min: 0, max: 0 },
  apiLatencyMs: { min: 0, max: 0 },
  engineLatencyMs: { min: 0, max: 0 },
};
