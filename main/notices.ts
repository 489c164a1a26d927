import type { Disposer } from '../driver/model/clock';
import { formatDuration } from '../driver/model/duration';
import { sentence } from '../driver/model/errors';
import type { Instance } from '../driver/model/instance';
import type { State } from '../driver/model/state';
import type { Follower } from './follow';

/** What the desktop tells somebody who looks elsewhere. */
export interface Notice {
  title: string;
  body: string;
}

const MINUTE_MS = 60_000;
/** The first word before an end, in minutes; the last one is a setting. */
const EARLY_MINUTES = 15;
/** Between two looks at the time: an end comes nearer without a change. */
const LOOK_MS = 10_000;

/** What there is to tell at `now` (ms since the epoch), by keys that stay the same while it's the same news. */
export function noticesOf(state: State, now: number): Map<string, Notice> {
  const marks = [state.settings.settings?.warnBeforeEndMinutes ?? 5, EARLY_MINUTES].sort((a, b) => a - b);
  const notices = new Map<string, Notice>();
  for (const instance of Object.values(state.instances)) {
    const { id, name, error, config } = instance;
    if (instance.state === 'failed' && error)
      notices.set(`failed ${id}`, { title: `${name} failed`, body: sentence(error) });
    if (instance.state !== 'running') continue;
    notices.set(`running ${id}`, { title: `${name} is running`, body: `Launched from "${config.name}".` });
    const mark = markReached(instance, marks, now);
    if (mark === undefined) continue;
    const left = formatDuration((instance.expiresAt ?? now) - now);
    notices.set(`ending ${id} ${instance.expiresAt} ${mark}`, {
      title: `${name} ends in ${left}`,
      body: 'Save your work elsewhere, or extend it in Rockpool.',
    });
  }
  return notices;
}

/** The nearest mark that the time left has come under; a life shorter than a mark has no news in it. */
function markReached({ runningAt, expiresAt }: Instance, marks: number[], now: number): number | undefined {
  if (runningAt === undefined || expiresAt === undefined || expiresAt <= now) return undefined;
  return marks.find(
    minutes => expiresAt - now <= minutes * MINUTE_MS && expiresAt - runningAt > minutes * MINUTE_MS,
  );
}

/** Tells each news once, those that are there at the start excepted; what is seen in the window isn't told. */
export function tellNotices(
  follower: Follower,
  isSeen: () => boolean,
  tell: (notice: Notice) => void,
): Disposer {
  let known: Map<string, Notice> | undefined;
  const look = () => {
    const notices = noticesOf(follower.state, Date.now());
    if (known && !isSeen()) for (const [key, notice] of notices) if (!known.has(key)) tell(notice);
    known = notices;
  };
  const unfollow = follower.onChange(look);
  const timer = setInterval(look, LOOK_MS);
  return () => {
    unfollow();
    clearInterval(timer);
  };
}
