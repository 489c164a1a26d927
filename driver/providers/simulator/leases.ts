import { isDeepStrictEqual } from 'node:util';
import type { Lease } from '../../model/lease';

/** The leases that the simulated cloud keeps, one a pool. */
export class Leases {
  readonly #all = new Map<string, Lease>();

  /** Each is a thing of its own: what was read stays as it was. */
  read(poolId: string): Readonly<Lease> | undefined {
    return this.#all.get(poolId);
  }
  /** What leases of a later process go on from. */
  state(): [poolId: string, Lease][] {
    return [...this.#all];
  }
  goOn(all: readonly [poolId: string, Lease][]): void {
    for (const [poolId, lease] of all) this.#all.set(poolId, lease);
  }

  /** Writes `next` if `seen` is what is there. */
  write(poolId: string, next: Lease, seen: Lease | undefined): boolean {
    if (!isDeepStrictEqual(this.#all.get(poolId), seen)) return false;
    this.#all.set(poolId, structuredClone(next));
    return true;
  }
}
