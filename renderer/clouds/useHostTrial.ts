import { useEffect, useRef, useState } from 'react';
import type { ErrorValue } from '../../driver/model/errors';
import type { TriedHost } from '../../driver/model/triedHost';
import { api, errorOf, wasCancelled } from '../state/api';

/** How trying a pool with a throw-away host goes. */
export interface HostTrial {
  state: 'idle' | 'busy' | 'done' | 'cancelled';
  tried: TriedHost | undefined;
  error: ErrorValue | undefined;
  run(): void;
  /** The host is ended all the same. */
  cancel(): void;
}

/** Tries a pool with a throw-away host when asked to; broken off with the component. */
export function useHostTrial(poolId: string): HostTrial {
  const [state, setState] = useState<HostTrial['state']>('idle');
  const [tried, setTried] = useState<TriedHost>();
  const [error, setError] = useState<ErrorValue>();
  const stop = useRef<AbortController>(undefined);
  useEffect(() => () => stop.current?.abort(), []);

  function run() {
    stop.current?.abort();
    const running = new AbortController();
    stop.current = running;
    setTried(undefined);
    setError(undefined);
    setState('busy');
    const ended = (thrown?: unknown) => {
      if (running.signal.aborted) return;
      if (thrown !== undefined && !wasCancelled(thrown)) setError(errorOf(thrown));
      setState('done');
    };
    api.clouds.tryHost.subscribe(
      { poolId },
      {
        signal: running.signal,
        onData: found => {
          if (!running.signal.aborted) setTried(found);
        },
        onError: ended,
        onComplete: () => ended(),
      },
    );
  }
  return {
    ...{ state, tried, error, run },
    cancel() {
      stop.current?.abort();
      setState('cancelled');
    },
  };
}
