import { z } from 'zod';
import { RockpoolError } from '../model/errors';
import { type SimulatorSettings, simulatorConfigSchema } from '../providers';
import { demoCloud } from './catalog';

/** The variable that changes how the demo's cloud behaves. */
export const VARIABLE = 'ROCKPOOL_SIMULATOR';

/**
 * How the demo's cloud behaves: as the demo has it, changed by what ROCKPOOL_SIMULATOR says (settings of the simulator as
 * JSON, faults among them).
 * @throws RockpoolError SIMULATOR_SETTINGS
 */
export function demoCloudSettings(env: Record<string, string | undefined>): SimulatorSettings {
  const text = env[VARIABLE];
  if (!text) return demoCloud;
  const settings = { ...demoCloud, ...objectIn(text) };
  const checked = simulatorConfigSchema.strict().safeParse(settings);
  if (checked.success) return settings;
  throw wrong(z.prettifyError(checked.error).replaceAll(/\s+/g, ' '));
}

function objectIn(text: string): SimulatorSettings {
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
