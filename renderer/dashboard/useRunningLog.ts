import { useEffect, useRef, useState } from 'react';
import type { ErrorValue } from '../../driver/model/errors';
import { api, errorOf } from '../state/api';
import { append, emptyLog, gather, type LogBuffer, nothingWaiting } from './logBuffer';

/** Output may come in thousands of chunks a second; the window draws it this often. */
const DRAW_EVERY_MS = 100;

export interface FollowedLog {
  log: LogBuffer;
  status: 'following' | 'ended';
  error: ErrorValue | undefined;
  /** Lines that have come since it was paused. */
  held: number;
}

const beginning: FollowedLog = { log: emptyLog, status: 'following', error: undefined, held: 0 };

/**
 * Follows the output of an instance's container while it is shown; a new `attempt` reads it from anew. While `paused`
 * what comes is held, as far as there is room, and nothing that is shown moves.
 */
export function useRunningLog(id: string, attempt: number, paused: boolean): FollowedLog {
  const [followed, setFollowed] = useState(beginning);
  const pause = useRef<{ paused: boolean; draw(): void }>({ paused, draw: () => undefined });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt opens it anew
  useEffect(() => {
    let waiting = nothingWaiting;
    let timer: ReturnType<typeof setTimeout> | undefined;
    setFollowed(beginning);

    function draw() {
      timer = undefined;
      if (pause.current.paused) {
        const { lines, dropped } = waiting;
        setFollowed(now => ({ ...now, held: lines + dropped }));
        return;
      }
      const { text, dropped } = waiting;
      waiting = nothingWaiting;
      setFollowed(now => {
        // What had to be let go lies between what is shown and what comes.
        const log =
          dropped > 0 ? { lines: [], dropped: now.log.lines.length + now.log.dropped + dropped } : now.log;
        return { ...now, held: 0, log: text === '' ? log : append(log, text) };
      });
    }
    pause.current.draw = draw;
    function end(error?: ErrorValue) {
      draw();
      setFollowed(now => ({ ...now, status: 'ended', error }));
    }

    const subscription = api.instances.runningLog.subscribe(
      { id, follow: true },
      {
        onData: chunk => {
          waiting = gather(waiting, chunk);
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
  useEffect(() => {
    pause.current.paused = paused;
    pause.current.draw();
  }, [paused]);
  return followed;
}
