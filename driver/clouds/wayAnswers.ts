import { rangesIn } from '../model/cidr';
import type { CloudCatalog } from '../model/cloudCatalog';
import type { CloudAnswer } from '../model/cloudCheck';
import { hostRanges } from '../model/hostRanges';
import type { PoolConfig } from '../model/poolConfig';

const name = 'way to hosts';

/** How Rockpool would get to hosts, as far as that can be told without one. */
export function wayAnswer(config: PoolConfig, catalog: CloudCatalog, jump?: CloudAnswer): CloudAnswer {
  const from = rangesIn(config.DD_HOST_SSH_FROM);
  const admitted = from.length > 0 ? ` They admit ${from.join(', ')}.` : '';
  if (jump) return jump;
  const floating = config.DD_HOST_FLOATING_POOL;
  if (floating !== null) {
    return {
      name,
      state: 'ok',
      found: `By floating IPs from ${floating}.${admitted} Whether the network leads there, a host of its own shows.`,
    };
  }
  const ranges = hostRanges(config, catalog);
  const closed = ranges.filter(isPrivate);
  if (closed.length === 0 || closed.length < ranges.length)
    return {
      name,
      state: 'ok',
      found: `By the addresses of hosts (${ranges.join(', ') || 'not known yet'}).${admitted}`,
    };
  return {
    name,
    state: 'warning',
    found: `By the addresses of hosts, which are private ones (${closed.join(', ')}): they can be reached only from within the same network or its VPN.`,
    fix: 'If this computer is not in it, choose floating IPs (DD_HOST_FLOATING_POOL), or a jump host (DD_HOST_SSH_JUMP).',
  };
}

/** RFC 1918, RFC 6598 and RFC 4193: not led through the Internet. */
function isPrivate(range: string): boolean {
  return (
    /^10\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./.test(range) ||
    /^f[cd]/i.test(range)
  );
}
