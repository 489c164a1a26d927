import type { Settings } from './document.ts';

export type Variables = Readonly<Record<string, string | undefined>>;

/** Say which cloud, and nothing of it. */
const SELECTORS = new Set([
  'OS_CLOUD',
  'OS_REGION_NAME',
  'OS_CLIENT_CONFIG_FILE',
  'OS_CLIENT_SECURE_FILE',
  'OS_CLOUD_NAME',
]);
/** Belong to other programs. */
const NOT_OURS = /^OS_(TEST|STD|LOG)/;

/** The cloud that OS_* variables describe; undefined where they only choose one. An empty variable says nothing. */
export function cloudOfVariables(env: Variables): Settings | undefined {
  const said = Object.entries(env).filter(
    ([name, value]) => name.startsWith('OS_') && !NOT_OURS.test(name) && value !== undefined && value !== '',
  );
  if (!said.some(([name]) => !SELECTORS.has(name))) return undefined;
  return Object.fromEntries(said.map(([name, value]) => [name.slice(3).toLowerCase(), value ?? null]));
}

/** What the cloud of the variables is called. */
export const nameOfVariables = (env: Variables): string => env.OS_CLOUD_NAME || 'envvars';
