import type { AtStake, QuitAnswer } from '../driver/api/shell';
import type { Disposer } from '../driver/model/clock';

/** What quitting needs to know and do. */
export interface QuitWorld {
  /** What goes on without the app. */
  stake(): AtStake;
  /** Asks the person; false: nobody can be asked, or nobody would see the question. */
  ask(stake: AtStake): boolean;
  destroyAll(): void;
  /** Shuts down the pools that have hosts. */
  shutDown(how: 'wait' | 'now'): void;
  /** True once nothing is left of the pools that were shut down. */
  isShutDown(): boolean;
  /** Calls `listener` whenever what is at stake may have changed. */
  onChange(listener: () => void): Disposer;
  /** Ends the app for good. */
  finish(exitCode: number): void;
}

/** So long instances may take to go before the person is asked again. */
const DESTROY_LIMIT_MS = 120_000;

/** Asks before the app ends while something goes on without it: leave it, end it first, or stay. */
export class Quit {
  /** True once the end is certain. */
  certain = false;
  #stopWaiting: Disposer = () => undefined;

  constructor(private readonly world: QuitWorld) {}

  /** Somebody wants to quit: the last window was closed, or the menu says so. */
  request(): void {
    if (this.certain) return;
    const stake = this.world.stake();
    if (stake.live + stake.hosts === 0 || !this.world.ask(stake)) this.#finish(0);
  }

  /** The person's answer to the question. */
  answer(answer: QuitAnswer): void {
    this.#stopWaiting();
    switch (answer) {
      case 'keep':
        this.#finish(0);
        break;
      case 'destroy':
        this.world.destroyAll();
        this.#finishWhen(() => this.world.stake().live === 0, DESTROY_LIMIT_MS);
        break;
      case 'wait':
      case 'now':
        // However long that takes: the window shows what is left, and a person can think better of it.
        this.world.shutDown(answer);
        this.#finishWhen(() => this.world.isShutDown());
    }
  }

  /** Ends without a question; what goes on is found again at the next start. */
  now(exitCode: number): void {
    this.#finish(exitCode);
  }

  /** @param limitMs after which the person is asked again */
  #finishWhen(isOver: () => boolean, limitMs?: number): void {
    const check = () => {
      if (isOver()) this.#finish(0);
    };
    const unsubscribe = this.world.onChange(check);
    const askAgain = () => {
      this.#stopWaiting();
      this.request();
    };
    const limit = limitMs === undefined ? undefined : setTimeout(askAgain, limitMs);
    this.#stopWaiting = () => {
      unsubscribe();
      clearTimeout(limit);
      this.#stopWaiting = () => undefined;
    };
    check();
  }

  #finish(exitCode: number): void {
    if (this.certain) return;
    this.certain = true;
    this.#stopWaiting();
    this.world.finish(exitCode);
  }
}
