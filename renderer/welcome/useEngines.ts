import { useCallback, useEffect, useState } from 'react';
import type { ErrorValue } from '../../driver/model/errors';
import { type ApiOutput, api, errorOf, wasCancelled } from '../state/api';

export type Candidate = ApiOutput['engines']['discover'][number];
export type Advice = ApiOutput['engines']['advice'];

const LOOK_AGAIN_MS = 3000;

export interface Engines {
  /** Places where an engine answered; absent until we have looked once. */
  found: Candidate[] | undefined;
  /** Places where none answered. */
  silent: Candidate[];
  /** What to do where none answered at all. */
  advice: Advice | undefined;
  error: ErrorValue | undefined;
  lookAgain(): void;
}

/** Looks for engines, and again every few seconds for as long as none answers. */
export function useEngines(): Engines {
  const [candidates, setCandidates] = useState<Candidate[]>();
  const [advice, setAdvice] = useState<Advice>();
  const [error, setError] = useState<ErrorValue>();
  const [round, setRound] = useState(0);
  const lookAgain = useCallback(() => setRound(earlier => earlier + 1), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each round looks anew
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    async function look() {
      try {
        const seen = await api.engines.discover.query(undefined, { signal: stop.signal });
        setCandidates(seen);
        setError(undefined);
        if (seen.some(candidate => candidate.facts)) return;
        setAdvice(await api.engines.advice.query(undefined, { signal: stop.signal }));
      } catch (thrown) {
        if (wasCancelled(thrown)) return;
        setError(errorOf(thrown));
      }
      if (!stop.signal.aborted) timer = setTimeout(lookAgain, LOOK_AGAIN_MS);
    }
    void look();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [round]);

  return {
    found: candidates?.filter(candidate => candidate.facts),
    silent: candidates?.filter(candidate => !candidate.facts) ?? [],
    advice,
    error,
    lookAgain,
  };
}
