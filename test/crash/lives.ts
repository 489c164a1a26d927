import type { VirtualClock } from '../support/virtualClock';
import type { Gate, KillPoint } from './gate';

/** Whatever was killed, everything is as it should be by then (ms of virtual time). */
const CONVERGES_IN_MS = 20 * 60_000;
/** What is still to come after that comes by then: listings, and what is done on two of them once a minute is over. */
const SETTLES_IN_MS = 75_000;

/** Moves time on; @throws with the state where it doesn't come to hold within `limitMs` */
export type Until = (holds: () => boolean, limitMs?: number) => Promise<void>;

export const untilOn =
  (clock: VirtualClock, state: () => string): Until =>
  async (holds, limitMs = CONVERGES_IN_MS) => {
    if (await clock.until(holds, limitMs)) return;
    throw new Error(`It did not come to what it should. ${state()}`);
  };

/** What is killed and started again. */
export interface Mortal {
  gate: Gate;
  clock: VirtualClock;
  until: Until;
  runs(): boolean;
  start(): void;
  /** What a killed one leaves is taken away, and the next one knows that it isn't the first. */
  bury(): void;
  /** Asked whenever an instant is over: true once it is dead, or has come to what it should. */
  isOver(): boolean;
  isDone(): boolean;
  /** @throws what was seen that is wrong */
  check(): void;
  state(): string;
  /** From now on points are noted, or not. */
  records(isOn: boolean): void;
}

/**
 * Kills it at each of `kills` in turn, starts it again each time, and checks that it comes to what it should and stays so.
 * @throws Error that says what is wrong, with the state
 */
export async function liveThrough(kills: readonly KillPoint[], mortal: Mortal): Promise<void> {
  const { gate } = mortal;
  for (const kill of [...kills, undefined]) {
    mortal.records(kill === undefined);
    gate.open(kill);
    if (!mortal.runs()) startAlive(mortal);
    await mortal.until(mortal.isOver);
    mortal.check();
    if (!kill) break;
    if (!gate.isShut) throw new Error(`Call ${kill.call} (${kill.name}) was not made this time.`);
    mortal.bury();
  }
  mortal.records(false);
  gate.open();
  await mortal.clock.advance(SETTLES_IN_MS);
  mortal.check();
  if (!mortal.isDone()) throw new Error(`It did not stay what it was. ${mortal.state()}`);
}

/** It may die of its first calls. */
function startAlive({ gate, start }: Mortal): void {
  try {
    start();
  } catch (error) {
    if (!gate.isShut) throw error;
  }
}
