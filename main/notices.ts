import type { Disposer } from '../driver/model/clock';
import { formatDuration } from '../driver/model/duration';
import { sentence } from '../driver/model/errors';
import type { Instance } from '../driver/model/instance';
import type { Follower } from './follow';

/** What the desktop tells somebody who looks elsewhere. */
export interface Notice {
  /** Tells it from other news of the same instance; stays the same while it is the same news. */
  key: string;
  title: string;
  body: string;
}

const MINUTE_MS = 60_000;
/** The first word before an end, in minutes; the last one is a setting. */
const EARLY_MINUTES = 15;
/** Between two looks at the time: an end comes nearer without a change. */
const LOOK_MS = 10_000;

/** What there is to tell of an instance at `now` (ms since the epoch). */
export function noticesOf(instance: Instance, warnMinutes: number, now: number): Notice[] {
  const { name, state, error, config, expiresAt = now } = instance;
  if (state === 'failed' && error) return [{ key: 'failed', title: `${name} failed`, body: sentence(error) }];
  if (state !== 'running') return [];
  const runs = { key: 'running', title: `${name} is running`, body: `Launched from "${config.name}".` };
  const mark = markReached(instance, warnMinutes, now);
  if (mark === undefined) return [runs];
  const ends = {
    key: `ending ${expiresAt} ${mark}`,
    title: `${name} ends in ${formatDuration(expiresAt - now)}`,
    body: 'Save your work elsewhere, or extend it in Rockpool.',
  };
  return [runs, ends];
}

/** The nearest mark that the time left has come under; a life shorter than a mark has no news in it. */
function markReached(instance: Instance, warnMinutes: number, now: number): number | undefined {
  const { state, runningAt, expiresAt } = instance;
  if (state !== 'running' || runningAt === undefined || expiresAt === undefined || expiresAt <= now)
    return undefined;
  const [near, far] = [Math.min(warnMinutes, EARLY_MINUTES), Math.max(warnMinutes, EARLY_MINUTES)];
  return [near, far].find(
    minutes => expiresAt - now <= minutes * MINUTE_MS && expiresAt - runningAt > minutes * MINUTE_MS,
  );
}

/** Tells each news once, those that are there at the start excepted; what is seen in the window isn't told. */
export function tellNotices(
  follower: Follower,
  isSeen: () => boolean,
  tell: (notice: Notice) => void,
): Disposer {
  /** Keys of what there was to tell of an instance, by its id. */
  const known = new Map<string, string[]>();
  const warnMinutes = () => follower.state.settings.settings?.warnBeforeEndMinutes ?? 5;
  function look(instances: Instance[], isTold: boolean): void {
    const [minutes, now] = [warnMinutes(), Date.now()];
    for (const instance of instances) {
      const notices = noticesOf(instance, minutes, now);
      const before = known.get(instance.id);
      if (isTold) for (const notice of notices) if (!before?.includes(notice.key)) tell(notice);
      if (notices.length === 0) known.delete(instance.id);
      else
        known.set(
          instance.id,
          notices.map(({ key }) => key),
        );
    }
  }
  let isStart = true;
  const unfollow = follower.onChange((state, changed) => {
    const { put = {}, removed = [] } = changed ? (changed.instances ?? {}) : { put: state.instances };
    for (const id of removed) known.delete(id);
    look(Object.values(put), !isStart && !isSeen());
  });
  isStart = false;
  /** Time alone brings only that an end is near. */
  const timer = setInterval(() => {
    const [minutes, now] = [warnMinutes(), Date.now()];
    const near = Object.values(follower.state.instances).filter(
      instance => markReached(instance, minutes, now) !== undefined,
    );
    look(near, !isSeen());
  }, LOOK_MS);
  return () => {
    unfollow();
    clearInterval(timer);
  };
}
