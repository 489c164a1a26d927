import { type Action, hostSubject, type Ruling, type View } from '../snapshot';
import { standings } from '../standing';

/** The life-time of a host counts from its first use. */
export function noticeUse(view: View): Ruling {
  if (!view.grows) return {};
  return {
    actions: standings(view)
      .all.filter(
        ({ host, taken }) => taken > 0 && host.firstUsedAt === undefined && view.isFree(hostSubject(host.id)),
      )
      .map(
        ({ host }): Action => ({
          type: 'noteHost',
          hostId: host.id,
          changes: { firstUsedAt: view.now },
          reason: 'It is used for the first time.',
        }),
      ),
  };
}
