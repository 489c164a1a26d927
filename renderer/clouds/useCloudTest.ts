import { useEffect, useRef, useState } from 'react';
import type { CheckedCloud } from '../../driver/model/cloudCheck';
import type { CloudDraft } from '../../driver/model/cloudConnection';
import type { ErrorValue } from '../../driver/model/errors';
import { api, errorOf, wasCancelled } from '../state/api';

/** How a cloud was found to be. */
export interface CloudTest {
  busy: boolean;
  found: CheckedCloud | undefined;
  error: ErrorValue | undefined;
  run(): void;
  cancel(): void;
  /** Something else is described by now: what was found says nothing of it. */
  forget(): void;
}

/** The cloud to be looked over: a pool's, or one that is being described. */
export interface TestedCloud {
  poolId?: string | undefined;
  draft?: CloudDraft | undefined;
}

/** Looks a cloud over when asked to; ends with the component. */
export function useCloudTest(target: TestedCloud): CloudTest {
  const [found, setFound] = useState<CheckedCloud>();
  const [error, setError] = useState<ErrorValue>();
  const [busy, setBusy] = useState(false);
  const stop = useRef<AbortController>(undefined);
  useEffect(() => () => stop.current?.abort(), []);

  function cancel() {
    stop.current?.abort();
    setBusy(false);
  }
  function forget() {
    cancel();
    setFound(undefined);
    setError(undefined);
  }
  function run() {
    forget();
    const running = new AbortController();
    stop.current = running;
    setBusy(true);
    const ended = (thrown?: unknown) => {
      if (running.signal.aborted) return;
      if (thrown !== undefined && !wasCancelled(thrown)) setError(errorOf(thrown));
      setBusy(false);
    };
    api.clouds.check.subscribe(
      { target, config: target.poolId === undefined ? undefined : {} },
      {
        signal: running.signal,
        onData: checked => {
          if (!running.signal.aborted) setFound(checked);
        },
        onError: ended,
        onComplete: () => ended(),
      },
    );
  }
  return { busy, found, error, run, cancel, forget };
}
