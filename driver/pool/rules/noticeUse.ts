import { type Action, hostSubject, type Ruling, type View } from '../snapshot';
import { standings } from '../standing';

/**
 * The life-time of a host counts from its first use; that of a lone host larger than need be at once (the original's
 * rule). Of a host that was taken back the oldest container tells when that was, as far as anybody can.
 */
export function noticeUse(view: View): Ruling {
  if (!view.grows) return {};
  return {
    actions: standings(view)
      .all.filter(
        ({ host, taken, needlesslyLarge }) =>
          (taken > 0 || (needlesslyLarge && host.phase === 'active')) &&
          host.firstUsedAt === undefined &&
          view.isFree(hostSubject(host.id)),
      )
      .map(
        ({ host, taken }): Action => ({
          type: 'noteHost',
          hostId: host.id,
          changes: { firstUsedAt: host.adoptedAt === undefined ? view.now : oldestOn(host.id, view) },
          reason: taken > 0 ? 'It is used for the first time.' : 'It is larger than need be.',
        }),
      ),
  };
}

function oldestOn(hostId: string, { listings, now }: View): number {
  const created = listings.get(hostId)?.last?.value.containers.map(({ marks }) => marks.created) ?? [];
  return created.reduce((oldest, at) => (at > 0 && at < oldest ? at : oldest), now);
}
