import { formatDuration } from '../../driver/model/duration';
import type { LookedImage } from '../../driver/model/hostLook';
import { shortName } from '../../driver/model/image';
import { formatBytes } from '../../driver/model/memory';
import type { State } from '../../driver/model/state';
import type { Task } from '../../driver/model/task';

/** The newest push of each image to each host, by `placeOf`. */
export type Pushes = ReadonlyMap<string, Task>;

export const placeOf = (engineUrl: string | undefined, image: string) =>
  `${engineUrl ?? ''} ${shortName(image)}`;

let last: { tasks: State['tasks']; pushes: Pushes } | undefined;

/** For the same tasks it is the same. */
export function pushesIn(tasks: State['tasks']): Pushes {
  if (last?.tasks === tasks) return last.pushes;
  const pushes = new Map<string, Task>();
  for (const task of Object.values(tasks)) {
    if (!task.push) continue;
    const place = placeOf(task.push.engineUrl, task.push.image);
    const before = pushes.get(place);
    if (!before || before.startedAt <= task.startedAt) pushes.set(place, task);
  }
  last = { tasks, pushes };
  return pushes;
}

/**
 * How an image stands on a host now: what a look showed, or what has become of a push since.
 * @param lookedAt ms since the epoch
 */
export function standingNow(image: LookedImage, push: Task | undefined, lookedAt: number): LookedImage {
  if (push?.state === 'running') return { ...image, standing: 'coming' };
  if (push?.endedAt === undefined || push.endedAt < lookedAt) return image;
  if (push.state === 'done') return { ...image, standing: 'present' };
  const { error } = push;
  return { ...image, standing: 'failed', ...(error ? { error } : {}) };
}

/** How far a push is: `42 % · 12 MB/s · 30s left`; the step where there is nothing to count. */
export function pushText({
  done,
  total,
  speed,
  step,
}: Pick<Task, 'done' | 'total' | 'speed' | 'step'>): string {
  if (!total || (done === 0 && !speed)) return step || 'begins';
  if (done >= total) return step;
  const parts = [`${Math.floor((done / total) * 100)} %`];
  if (speed) {
    parts.push(`${formatBytes(speed)}/s`, `${formatDuration(((total - done) / speed) * 1000)} left`);
  }
  return parts.join(' · ');
}
