/** What goes wrong inside the cloud, after it has said yes. */
export type Mishap =
  /** No compute node has room: the server goes to ERROR with Nova's words. */
  | 'noValidHost'
  /** The server stays in BUILD. */
  | 'stuckInBuild'
  /** The server goes to ERROR once it is on a node, its port and volumes made. */
  | 'buildFails'
  /** Of a server that goes before it runs: its empty volume stays. */
  | 'volumeForgotten'
  | 'volumeStuckCreating'
  | 'volumeError'
  | 'volumeErrorDeleting'
  /** A volume stays in `deleting`. */
  | 'volumeStuckDeleting'
  /** A server's deletion is taken up and never done. */
  | 'serverStuckDeleting'
  /** A server that has run is kept for a while after its deletion, which begins anew with each further one. */
  | 'serverKept'
  | 'imageKilled';

/** How often each is still to happen. */
export class Mishaps {
  readonly #left = new Map<Mishap, number>();

  /** The next `times` times. */
  plan(what: Mishap, times = 1): void {
    this.#left.set(what, times);
  }

  /** Whether it happens now; counts as one of its times. */
  strikes(what: Mishap): boolean {
    const left = this.#left.get(what) ?? 0;
    if (left <= 0) return false;
    this.#left.set(what, left - 1);
    return true;
  }

  clear(): void {
    this.#left.clear();
  }
}
