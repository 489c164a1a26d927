import { isLaunch } from './act';
import type { Action } from './snapshot';

/** How much may be under way at the same time; what is beyond is planned again when something has ended. */
export interface Limits {
  hasRoomFor(action: Action): boolean;
  begun(action: Action): void;
  ended(action: Action): void;
}

/** Calls of these kinds in all, and on one host. */
const MOST = {
  launch: { inAll: 512, onHost: 64 },
  /** Whatever else is asked of engines. */
  engine: { inAll: 256, onHost: 32 },
  /** Providers have rate limits. */
  provider: { inAll: 32, onHost: 32 },
} as const;

type Kind = keyof typeof MOST;

export function createLimits(): Limits {
  const counts = new Map<string, number>();
  const keysOf = (action: Action): [kind: Kind, inAll: string, onHost: string] => {
    const kind = kindOf(action);
    const hostId = 'hostId' in action ? action.hostId : undefined;
    return [kind, kind, `${kind} ${hostId}`];
  };
  const count = (key: string) => counts.get(key) ?? 0;
  function add(action: Action, number: number): void {
    const [, ...keys] = keysOf(action);
    for (const key of keys) {
      const sum = count(key) + number;
      if (sum > 0) counts.set(key, sum);
      else counts.delete(key);
    }
  }
  return {
    hasRoomFor(action) {
      const [kind, inAll, onHost] = keysOf(action);
      return count(inAll) < MOST[kind].inAll && count(onHost) < MOST[kind].onHost;
    },
    begun: action => add(action, 1),
    ended: action => add(action, -1),
  };
}

function kindOf(action: Action): Kind {
  if (isLaunch(action)) return 'launch';
  const isOfProvider = ['createHost', 'destroyHost', 'release'].includes(action.type);
  return isOfProvider ? 'provider' : 'engine';
}
