import type { Instance } from './instance';

type Times = Pick<Instance, 'expiresAt' | 'broughtForward'>;

/**
 * When an instance ends whose pool ends everything at `endsAt` (ms since the epoch; undefined: it doesn't), and what is
 * kept of its own end so that it can be given back. What ends earlier by itself stays as it is.
 */
export function endUnder({ expiresAt, broughtForward }: Times, endsAt: number | undefined): Times {
  const own = broughtForward ? (broughtForward.from ?? undefined) : expiresAt;
  if (endsAt === undefined || (own !== undefined && own <= endsAt)) {
    return { expiresAt: own, broughtForward: undefined };
  }
  return { expiresAt: endsAt, broughtForward: { from: own ?? null } };
}
