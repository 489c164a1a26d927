const minutes = (count: number) => count * 60_000;

/** What ends a phase that lasts too long, in time in which we were watching. */
interface Deadline {
  when: string;
  /** For how long that must hold; absent: at once. */
  ms?: number;
  leadsTo: string;
}

interface PhaseRow {
  /** What is stored when it begins. */
  enteredWhen: string;
  /** What must hold for the move to the first of `next`. */
  leftBy: string;
  /** None: the phase may last, and the plan says what it waits for. */
  deadlines: Record<string, Deadline>;
  next: readonly string[];
}

/**
 * The life of a host as a table: the only place that says which phases there are, which moves, and what ends a phase
 * that lasts too long. A host moves one way, but where another Rockpool had the pool: then it begins again; what else can be true of it (unreachable, cordoned) is a condition
 * beside the phase. `failed` is no phase: a failed machine still costs, so it is a *removing* host whose reason is a
 * failure. `docs/flow.md` is printed from here.
 */
export const hostPhases = {
  spawning: {
    enteredWhen: 'the intent to have the host is stored',
    leftBy: 'the provider lists its machine as running, with its address',
    deadlines: {
      // Listings may lag behind; so long a create whose answer was lost may take effect.
      unlisted: { when: 'no listing shows its machine', ms: minutes(1), leadsTo: 'removing' },
      building: { when: 'its machine does not run', ms: minutes(10), leadsTo: 'removing' },
    },
    next: ['spawned', 'removing'],
  },
  spawned: {
    enteredWhen: 'its id and address are stored',
    leftBy: 'its engine answers',
    deadlines: {
      silent: { when: 'its engine does not answer', ms: minutes(10), leadsTo: 'removing' },
    },
    next: ['preparing', 'removing'],
  },
  preparing: {
    enteredWhen: 'its engine answers',
    leftBy: 'the last step of its preparation is verified',
    deadlines: {
      silent: {
        when: 'its engine, where preparing does not bring it, does not answer',
        ms: minutes(10),
        leadsTo: 'removing',
      },
      failing: { when: 'it fails more often in a row than DD_MAX_HOST_ERRORS', leadsTo: 'removing' },
    },
    next: ['active', 'removing'],
  },
  active: {
    enteredWhen: 'its preparation is verified',
    leftBy: 'a rule gives it up: life-time, errors, surplus, shutdown, loss, or an admin',
    deadlines: {},
    next: ['draining'],
  },
  draining: {
    enteredWhen: 'a reason to give it up is stored',
    leftBy:
      'no record has an instance on it and two listings in a row show no container; back, when the reason is withdrawn',
    deadlines: {},
    next: ['removing', 'active'],
  },
  removing: {
    enteredWhen: 'nothing on it is wanted any more; this is never undone by whoever decided it',
    leftBy: 'the provider says that its machine is gone; back, when another Rockpool had the pool since',
    deadlines: {},
    next: ['removed', 'spawning'],
  },
  removed: {
    enteredWhen: 'the proof that nothing is left is stored',
    leftBy: '',
    deadlines: {},
    next: [],
  },
} as const satisfies Record<string, PhaseRow>;

export type HostPhase = keyof typeof hostPhases;

export const hostPhaseNames = Object.keys(hostPhases) as [HostPhase, ...HostPhase[]];

/** The phases that a host can go to from one. */
export type NextPhase<From extends HostPhase> = (typeof hostPhases)[From]['next'][number];

/** A move that the table has; another one does not compile. */
export type HostMove = { [From in HostPhase]: { from: From; to: NextPhase<From> } }[HostPhase];

/** True if the table has this move. */
export function mayMove(from: HostPhase, to: HostPhase): boolean {
  return (hostPhases[from].next as readonly HostPhase[]).includes(to);
}

/** A host is on its way to become active. */
export type ComingPhase = 'spawning' | 'spawned' | 'preparing';

export function isComing(phase: HostPhase): phase is ComingPhase {
  return phase === 'spawning' || phase === 'spawned' || phase === 'preparing';
}
