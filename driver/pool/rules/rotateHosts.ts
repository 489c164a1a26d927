import { formatDuration } from '../../model/duration';
import { canGrow, isCovered } from '../growth';
import { type Action, type Blocked, type Due, hostSubject, type Ruling, type View } from '../snapshot';
import { REPLACE_BEFORE_MS, type Standing, standings } from '../standing';
import { noRoomForHosts } from './messages';

/**
 * A host whose life-time is over, or that an admin wants replaced, takes no more instances once others have room
 * for all that is wanted. Where another can't be had first, one at a time is left to empty.
 */
export function rotateHosts(view: View): Ruling {
  if (!view.grows || view.config.DD_SHUTDOWN_MODE) return {};
  const { all, unsettled } = standings(view);
  const actions: Action[] = [];
  const blocked: Blocked[] = [];
  const due = all.filter(isDue).sort((a, b) => a.taken - b.taken);
  const covered = due.length > 0 && isCovered(view);
  const stuck = due.length > 0 && !canGrow(view) && view.hosts.length >= view.config.DD_MAX_HOSTS;
  let isOneGoing = unsettled.some(({ host }) => host.phase === 'draining' || host.phase === 'removing');
  for (const { host } of due) {
    const subject = hostSubject(host.id);
    if (!view.isFree(subject)) continue;
    const why = host.wish?.what === 'replace' ? 'An admin wants it replaced.' : 'Its life-time is over.';
    const move = (reason: string) =>
      actions.push({
        type: 'moveHost',
        hostId: host.id,
        from: 'active',
        to: 'draining',
        changes: { leaving: 'lifetime' },
        reason,
      });
    if (covered) move(`${why} The others have room for all that is wanted.`);
    else if (stuck && !isOneGoing) {
      isOneGoing = true;
      move(`${why} ${noRoomForHosts(view)} It goes before another is there; fewer slots are free meanwhile.`);
    } else
      blocked.push({ subject, reason: `${why} It stays until others have room for all that is wanted.` });
  }
  for (const one of all) if (one.age !== 'over' && one.leftMs !== undefined) foretell(one, blocked);
  return { actions, blocked, next: nextChange(all) };
}

function isDue({ host, age }: Standing): boolean {
  return host.phase === 'active' && (age === 'over' || host.wish?.what === 'replace');
}

function foretell({ host, age, leftMs = 0 }: Standing, blocked: Blocked[]): void {
  if (host.phase !== 'active' || age !== 'ageing') return;
  blocked.push({
    subject: hostSubject(host.id),
    reason: `Its life-time ends in ${formatDuration(leftMs)}; it is replaced before.`,
  });
}

function nextChange(all: readonly Standing[]): Due | undefined {
  let first: { id: string; inMs: number; isEarly: boolean } | undefined;
  for (const { host, leftMs = 0 } of all) {
    if (host.phase !== 'active' || leftMs <= 0) continue;
    const early = leftMs - REPLACE_BEFORE_MS;
    const inMs = early > 0 ? early : leftMs;
    if (!first || inMs < first.inMs) first = { id: host.id, inMs, isEarly: early > 0 };
  }
  return (
    first && {
      inMs: first.inMs,
      subject: hostSubject(first.id),
      reason: first.isEarly
        ? 'Its life-time is almost over: others are to take its place.'
        : 'Its life-time is over.',
    }
  );
}
