import type { Disposer } from '../driver/model/clock';

/** What quitting needs to know and do. */
export interface QuitWorld {
  /** Instances that hold, or will hold, slots. */
  live(): number;
  /** Asks the person; false: nobody can be asked, or nobody would see the question. */
  ask(live: number): boolean;
  destroyAll(): void;
  /** Calls `listener` whenever `live()` may have changed. */
  onChange(listener: () => void): Disposer;
  /** Ends the app for good. */
  finish(exitCode: number): void;
}

export type QuitAnswer = 'keep' | 'destroy' | 'cancel';

/** So long instances may take to go before the person is asked again. */
const DESTROY_LIMIT_MS = 120_000;

/** Asks before the app ends while instances run: keep them, destroy them first, or stay. */
export class Quit {
  /** True once the end is certain. */
  certain = false;
  #stopWaiting: Disposer = () => undefined;

  constructor(private readonly world: QuitWorld) {}

  /** Somebody wants to quit: the last window was closed, or the menu says so. */
  request(): void {
    if (this.certain) return;
    const live = this.world.live();
    if (live === 0 || !this.world.ask(live)) this.#finish(0);
  }

  /** The person's answer to the question. */
  answer(answer: QuitAnswer): void {
    this.#stopWaiting();
    if (answer === 'keep') this.#finish(0);
    if (answer === 'destroy') this.#destroyFirst();
  }

  /** Ends without a question; instances stay and are found again at the next start. */
  now(exitCode: number): void {
    this.#finish(exitCode);
  }

  #destroyFirst(): void {
    this.world.destroyAll();
    const check = () => {
      if (this.world.live() === 0) this.#finish(0);
    };
    const unsubscribe = this.world.onChange(check);
    const limit = setTimeout(() => {
      this.#stopWaiting();
      this.request();
    }, DESTROY_LIMIT_MS);
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
