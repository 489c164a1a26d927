import type { Bug } from './play';

/** Bugs that are planted to see whether the histories find them, by name. */
export const plantedBugs: Record<string, Bug> = {};

/** @throws Error where there is no such bug */
export function plantedBug(name: string): Bug {
  const bug = plantedBugs[name];
  if (bug) return bug;
  throw new Error(`There is no planted bug "${name}"; there are ${Object.keys(plantedBugs).join(', ')}.`);
}
