import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { essence } from './fingerprint';

/**
 * When a process can be killed at a call: before it is made; when its answer has come and nobody has seen it; when
 * somebody has, and nothing was done about it. A commit to the store has no answer that could be lost.
 */
export type Moment = 'before' | 'unseen' | 'seen';

/** A point at which a process is killed: the how-manieth thing that it does outside itself. */
export interface KillPoint {
  call: number;
  moment: Moment;
  /** `engine.create`, `commit`. */
  name: string;
}

/** A call that was made and not answered yet: it takes effect out there, whoever has died meanwhile. */
export interface Pending {
  name: string;
  begun: number;
  what: string;
}

/** The answer that a killed process waits for; one each, or all that ever waited for the same would be kept. */
const forever = () => new Promise<never>(() => undefined);

/** What the rest of a killed process is stopped by. */
export class Killed extends Error {
  constructor() {
    super('The process has been killed.');
  }
}

/** Everything that a process does outside itself passes here, and is numbered. */
export interface Gate {
  /** True from the kill on: nothing passes any more. */
  readonly isShut: boolean;
  readonly pending: Iterable<Pending>;
  /** Numbers from 1 again, and kills there; undefined: nobody is killed. */
  open(kill?: KillPoint): void;
  around(name: string, args: readonly unknown[], call: () => unknown): unknown;
  /** To be called when everything of an instant has happened. */
  endInstant(): void;
  /** @param onCommit called when a commit is on the disk */
  disk(db: DatabaseSyncInstance, onCommit: () => void): DatabaseSyncInstance;
}

/** Made inside the process, or mere questions that change nothing out there. */
const WITHIN = new Set(['nameOf', 'byHand']);
const QUESTIONS = new Set(
  'list room facts hasImage findImage inspect usage look logs watch resources read'.split(' '),
);

/** @param onPoint called at each point that is passed, at the instant at which a kill there would happen */
export function createGate(now: () => number, onPoint: (point: KillPoint) => void): Gate {
  let count = 0;
  let opened = 0;
  let kill: KillPoint | undefined;
  let isShut = false;
  let seen: KillPoint[] = [];
  const pending = new Set<Pending>();

  function pass(point: KillPoint): void {
    if (isShut) return;
    isShut = point.call === kill?.call && point.moment === kill.moment;
    onPoint(point);
  }
  function endInstant(): void {
    for (const point of seen.splice(0)) pass(point);
  }
  function begin(name: string): number {
    endInstant();
    if (isShut) return count;
    count += 1;
    pass({ call: count, moment: 'before', name });
    return count;
  }

  return {
    get isShut() {
      return isShut;
    },
    pending,
    open(next) {
      count = 0;
      opened += 1;
      kill = next;
      isShut = false;
      seen = [];
    },
    around(name, args, call) {
      const method = name.slice(name.lastIndexOf('.') + 1);
      if (WITHIN.has(method)) return call();
      const number = begin(name);
      const numbering = opened;
      if (isShut) return method === 'watch' ? () => undefined : forever();
      const made = { name, begun: now(), what: essence(args) };
      const result = call();
      if (!(result instanceof Promise)) {
        pass({ call: number, moment: 'unseen', name });
        return result;
      }
      if (!QUESTIONS.has(method)) pending.add(made);
      const answered = () => {
        pending.delete(made);
        if (numbering !== opened) return;
        endInstant();
        pass({ call: number, moment: 'unseen', name });
        if (!isShut) seen.push({ call: number, moment: 'seen', name });
      };
      return result.then(
        answer => {
          answered();
          return isShut ? forever() : answer;
        },
        error => {
          answered();
          if (isShut) return forever();
          throw error;
        },
      );
    },
    endInstant,
    disk: (db, onCommit) =>
      ({
        prepare: (sql: string) => db.prepare(sql),
        get isTransaction() {
          return db.isTransaction;
        },
        exec(sql: string) {
          if (isShut && sql !== 'ROLLBACK') throw new Killed();
          if (sql !== 'COMMIT') return db.exec(sql);
          const number = begin('commit');
          if (isShut) throw new Killed();
          db.exec(sql);
          onCommit();
          pass({ call: number, moment: 'seen', name: 'commit' });
          if (isShut) throw new Killed();
        },
      }) as DatabaseSyncInstance,
  };
}
