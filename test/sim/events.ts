import type { Scene } from './scene';
import type { Workstation } from './workstation';

/** One of them, by a lot (0 up to 1). */
export function pick<T>(all: readonly T[], lot: number): T | undefined {
  return all[Math.floor(lot * all.length)];
}

export function mishap(
  simulator: Scene['simulator'],
  name: 'hostDies' | 'hostVanishes' | 'containerDies',
  hostId: string | undefined,
): void {
  if (hostId !== undefined) simulator.inject({ name, hostId });
}

/** @param later how long it is until it is started again, as a lot */
export function crash(scene: Scene, one: Workstation, later: number): void {
  if (!one.runs) return;
  scene.note(`${one.controllerId} crashes`);
  scene.struck('crash', one);
  one.crash();
  startLater(scene, one, later);
}

/** Starts Rockpool there again after a while, unless somebody else has. */
export function startLater({ clock }: Scene, one: Workstation, later: number): void {
  clock.timer(Math.round(later < 0.7 ? later * 3_000 : 200 * 600 ** later), () => {
    if (!one.runs) one.start();
  });
}

export function sleep(scene: Scene, one: Workstation, long: number): void {
  if (!one.rockpool) return;
  scene.note(`${one.controllerId} sleeps`);
  scene.struck('sleep', one);
  one.sleep();
  scene.clock.timer(Math.round(1_000 * 2_000 ** long), () => {
    scene.note(`${one.controllerId} wakes`);
    one.wake();
  });
}
