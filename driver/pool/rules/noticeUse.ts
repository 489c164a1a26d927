import { type Action, hostSubject, type Ruling, type View } from '../snapshot';
import { standings } from '../standing';

/** The life-time of a host counts from its first use; that of a lone host larger than need be at once (the original's rule). */
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
          changes: { firstUsedAt: view.now },
          reason: taken > 0 ? 'It is used for the first time.' : 'It is larger than need be.',
        }),
      ),
  };
}
