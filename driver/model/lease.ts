import { z } from 'zod';

/**
 * Who may write to a pool: kept where the pool's hosts are, so that two Rockpools agree on it. Written only by compare
 * and swap, so that of two who write at once one fails.
 */
export const leaseSchema = z.object({
  /** The controller id of the data folder that has it, or had it last. */
  holder: z.string(),
  /** What people call that Rockpool: `ada on lab-7`. */
  holderName: z.string(),
  /** Counts the changes of the holder and its starts; who sees a higher one than its own has lost the lease. */
  epoch: z.number().int().min(0),
  /** Since when (ms since the epoch, the holder's clock) it has had it without a break. */
  since: z.number(),
  /** When it was last written, about once a minute while the holder lives. */
  renewedAt: z.number(),
  /** Set when the holder has given it back: from then on it writes nothing. */
  releasedAt: z.number().optional(),
  /** Set where it was taken over: from when on (the holder's clock) it writes, since the one before may until then. */
  writesFrom: z.number().optional(),
  /** Controllers whose marks count as the holder's own: it took the pool over from them. */
  predecessors: z.array(z.string()),
});
export type Lease = z.infer<typeof leaseSchema>;

/** How a pool stands with its lease, as screens show it. */
export interface PoolLease {
  /**
   * `held`: we have it. `other`: somebody else has it, or had it and left hosts behind. `unknown`: it can't be read.
   * `reading`: it is being asked for, or was given back and it isn't certain yet that nothing was left.
   * `waiting`: we took it over, and the one before may still be writing.
   * `idle`: it was given back, since there is nothing to do.
   */
  state: 'held' | 'other' | 'unknown' | 'reading' | 'waiting' | 'idle';
  /** Who has it, or had it last, with the times of that one's clock. */
  holder?: Pick<Lease, 'holder' | 'holderName' | 'since' | 'renewedAt' | 'releasedAt'> | undefined;
  /** `waiting`: when we begin to write (ms since the epoch). */
  writesAt?: number | undefined;
}
