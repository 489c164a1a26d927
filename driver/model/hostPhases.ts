/**
 * The life of a host as a table. A host moves one way; what else can be true of it (unreachable, cordoned) is a
 * condition beside the phase. `failed` is no phase: a failed machine still costs, so it is a *removing* host
 * whose reason is a failure.
 */
export const hostPhases = {
  spawning: { enteredWhen: 'the intent to have the host is stored', next: ['spawned', 'removing'] },
  spawned: { enteredWhen: 'its id and address are stored', next: ['preparing', 'removing'] },
  preparing: { enteredWhen: 'its engine answers', next: ['active', 'removing'] },
  active: { enteredWhen: 'its preparation is verified', next: ['draining'] },
  draining: { enteredWhen: 'a reason to give it up is stored', next: ['active', 'removing'] },
  removing: { enteredWhen: 'two fresh observations show no instance on it', next: ['removed'] },
  removed: { enteredWhen: 'nothing with our mark is left of it', next: [] },
} as const satisfies Record<string, { enteredWhen: string; next: readonly string[] }>;

export type HostPhase = keyof typeof hostPhases;

export const hostPhaseNames = Object.keys(hostPhases) as [HostPhase, ...HostPhase[]];

/** True if the table has this move. */
export function mayMove(from: HostPhase, to: HostPhase): boolean {
  return (hostPhases[from].next as readonly HostPhase[]).includes(to);
}
