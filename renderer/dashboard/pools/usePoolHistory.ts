import { useEffect, useState } from 'react';
import type { PoolSample } from '../../../driver/model/poolSample';
import { api } from '../../state/api';
import { type Range, ranges } from './plot';

/** As many points as a plot of a strip's width can show. */
export const POINTS = 240;
/** A plot is no worse for being this old. */
const ASK_EVERY_MS = 10_000;

export interface PoolHistory {
  range: Range;
  samples: PoolSample[];
  /** The right end: when it was asked for, ms since the epoch. */
  at: number;
}

/**
 * How a pool was, asked for again every few seconds while the window is looked at. Undefined until the first answer;
 * a range that was just chosen keeps showing the one before until its own is there. A call that fails is made again.
 */
export function usePoolHistory(poolId: string, range: Range): PoolHistory | undefined {
  const [history, setHistory] = useState<PoolHistory>();
  useEffect(() => {
    const stop = new AbortController();
    async function ask() {
      if (document.visibilityState === 'hidden') return;
      const at = Date.now();
      const request = { poolId, fromMs: at - ranges[range].ms, points: POINTS };
      try {
        const samples = await api.history.pool.query(request, { signal: stop.signal });
        if (!stop.signal.aborted) setHistory({ range, samples, at });
      } catch {
        // The frame says when the backend is gone; a plot has nothing to add.
      }
    }
    void ask();
    const timer = setInterval(() => void ask(), ASK_EVERY_MS);
    return () => {
      clearInterval(timer);
      stop.abort();
    };
  }, [poolId, range]);
  return history;
}
