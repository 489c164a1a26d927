import type { MachineCheck } from './labMachine';

/** How trying a pool's settings with a throw-away host goes: a machine is made by them, entered, and ended again. */
export interface TriedHost {
  /** In this order; what has not come yet is open. */
  checks: MachineCheck[];
  /** What was told meanwhile, in sentences for people; the newest last. */
  lines: string[];
}

/** What such a host goes through, before anything is known. */
export const TRIAL_STEPS = ['machine', 'start', 'way to it', 'end'] as const;
export type TrialStep = (typeof TRIAL_STEPS)[number];
