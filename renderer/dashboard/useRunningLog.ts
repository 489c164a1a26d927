import { useEffect, useState } from 'react';
import type { ErrorValue } from '../../driver/model/errors';
import { api, errorOf } from '../state/api';
import { append, emptyLog, type LogBuffer } from './logBuffer';

/** Output may come in thousands of chunks a second; the window draws it this often. */
const DRAW_EVERY_MS = 100;

export interface FollowedLog {
  log: LogBuffer;
  status: 'following' | 'ended';
  error: ErrorValue | undefined;
}

const beginning: FollowedLog = { log: emptyLog, status: 'following', error: undefined };

/** Follows the output of an instance's container while it is shown; a new `attempt` reads it from anew. */
export function useRunningLog(id: string, attempt: number): FollowedLog {
  const [followed, setFollowed] = useState(beginning);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt opens it anew
  useEffect(() => {
    let waiting = '';
    let timer: ReturnType<typeof setTimeout> | undefined;
    setFollowed(beginning);

    function draw() {
      timer = undefined;
      const chunk = waiting;
      waiting = '';
      if (chunk !== '') setFollowed(now => ({ ...now, log: append(now.log, chunk) }));
    }
    function end(error?: ErrorValue) {
      draw();
      setFollowed(now => ({ ...now, status: 'ended', error }));
    }

    const subscription = api.instances.runningLog.subscribe(
      { id, follow: true },
      {
        onData: chunk => {
          waiting += chunk.endsWith('\n') ? chunk : `${chunk}\n`;
          timer ??= setTimeout(draw, DRAW_EVERY_MS);
        },
        onComplete: () => end(),
        onError: thrown => end(errorOf(thrown)),
      },
    );
    return () => {
      subscription.unsubscribe();
      clearTimeout(timer);
    };
  }, [id, attempt]);
  return followed;
}
