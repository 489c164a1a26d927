import type { Clock } from '../model/clock';
import { withDeadline } from '../model/deadline';
import { isRockpoolError, RockpoolError } from '../model/errors';
import type { Provider, WantedHosts } from '../providers';

/** A preview is looked at while somebody types: it does not wait long for a cloud. */
const LIMIT_MS = 4_000;

/**
 * For how many of the hosts of a preview there is room now, where they would come from; undefined: nobody can say, or not
 * in time.
 */
export async function roomForPreview(
  provider: Provider,
  wanted: WantedHosts,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<number | undefined> {
  if (wanted.hosts.length === 0) return undefined;
  const late = () => new RockpoolError(tooSlow);
  try {
    return await withDeadline(clock, { limitMs: LIMIT_MS, signal, late }, async deadline =>
      provider.room?.({ signal: deadline.signal, of: wanted }),
    );
  } catch (error) {
    if (!isRockpoolError(error)) throw error;
    return undefined;
  }
}

const tooSlow = {
  kind: 'transient',
  code: 'ROOM_UNKNOWN',
  what: 'The cloud did not tell its room in time.',
} as const;
