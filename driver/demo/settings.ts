import { z } from 'zod';
import type { Clock } from '../model/clock';
import { RockpoolError } from '../model/errors';
import { fasterClock, type SimulatorSettings, simulatorConfigSchema } from '../providers';
import { demoCloud } from './catalog';

/** The variable that changes how the demo's cloud behaves. */
export const VARIABLE = 'ROCKPOOL_SIMULATOR';

/** Faster, and limits on what is real (a connection, the disk) are too short to be kept. */
const MOST_SPEED = 10;
const schema = simulatorConfigSchema
  .extend({
    speed: z.number().min(1).max(MOST_SPEED).default(1).describe('How many times as fast its time passes.'),
  })
  .strict();

type Environment = Record<string, string | undefined>;

/**
 * How the demo's cloud behaves: as the demo has it, changed by what ROCKPOOL_SIMULATOR says (settings of the simulator as
 * JSON, faults among them).
 * @throws RockpoolError SIMULATOR_SETTINGS
 */
export function demoCloudSettings(env: Environment): SimulatorSettings {
  const text = env[VARIABLE];
  if (!text) return demoCloud;
  const { speed: _, ...changes } = changesIn(text);
  return { ...demoCloud, ...changes };
}

/**
 * The time of a demo: that of `clock`, or `speed` times as fast where ROCKPOOL_SIMULATOR has that, for Rockpool and for its
 * cloud alike. The window's own clock is left behind: what it shows of times is off.
 * @throws RockpoolError SIMULATOR_SETTINGS
 */
export function demoClock(clock: Clock, env: Environment): Clock {
  const text = env[VARIABLE];
  const { speed = 1 } = text ? changesIn(text) : {};
  return speed === 1 ? clock : fasterClock(clock, speed);
}

function changesIn(text: string): z.input<typeof schema> {
  const changes = objectIn(text);
  const checked = schema.safeParse({ ...demoCloud, ...changes });
  if (checked.success) return changes;
  throw wrong(z.prettifyError(checked.error).replaceAll(/\s+/g, ' '));
}

function objectIn(text: string): z.input<typeof schema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw wrong(`It is no JSON: ${(error as Error).message}.`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw wrong('It is no JSON object.');
}

function wrong(why: string): RockpoolError {
  return new RockpoolError({
    kind: 'input',
    code: 'SIMULATOR_SETTINGS',
    what: 'The settings of the simulated cloud are wrong.',
    where: VARIABLE,
    why,
    next: `Correct the variable, or start without it. An example: ${VARIABLE}='{"faults":[{"name":"removeHangs"}]}'`,
  });
}
