import type { Scene } from './scene';

/** Lets time pass; true as soon as something is seen that must not be. */
export async function passes({ clock, violations }: Scene, ms: number): Promise<boolean> {
  return await clock.until(() => violations.length > 0, ms);
}
