import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import type { Clock } from '../model/clock';
import type { SshFrom } from '../model/cloudCheck';
import { withDeadline } from '../model/deadline';

const LIMIT_MS = 5_000;

/** Where SSH goes from this computer, to suggest DD_HOST_SSH_FROM. */
export interface Ways {
  /** The jump host's name or address; absent: none is between. */
  jump?: string | undefined;
  /** Ranges of the addresses that hosts have where they are reached; none are known: empty. */
  hosts: readonly string[];
  /** Of the Identity service, which is reached in any case. */
  authUrl: string;
}

/** The addresses that hosts would see, as far as that can be known from here. */
export async function suggestSshFrom(
  ways: Ways,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<SshFrom | undefined> {
  const late = () => new Error('No address was found in time.');
  return withDeadline(clock, { limitMs: LIMIT_MS, signal, late }, () => suggested(ways)).catch(
    (error: unknown) => {
      if (signal.aborted) throw error;
      return undefined;
    },
  );
}

async function suggested({ jump, hosts, authUrl }: Ways): Promise<SshFrom | undefined> {
  if (jump !== undefined) {
    const { address } = await lookup(jump);
    const why = `That is ${jump} as this computer knows it. Where it has another address within the cloud, hosts see that one.`;
    return { ranges: rangeOf(address), isSure: false, why };
  }
  const [range] = hosts;
  const target = range === undefined ? (await lookup(hostOf(authUrl))).address : addressIn(range);
  const source = await sourceTo(target);
  if (isLoopback(source)) return undefined;
  const isHosts = range !== undefined;
  if (isClosed(source) && !isClosed(target)) {
    const why =
      'This computer is behind a router, so that the cloud sees the address of that: ask who runs your network, or look it up, and write it instead.';
    return { ranges: rangeOf(source), isSure: false, why };
  }
  const why = `From that address this computer reaches ${isHosts ? range : 'the cloud'}, unless a router between them changes it.`;
  return { ranges: rangeOf(source), isSure: isHosts, why };
}

/** The first address of a range that a machine may have. */
export function addressIn(range: string): string {
  const [base = ''] = range.split('/');
  if (base.includes(':')) return base.endsWith('::') ? `${base}1` : base;
  const parts = base.split('.').map(Number);
  return [...parts.slice(0, 3), (parts[3] ?? 0) | 1].join('.');
}

const rangeOf = (address: string) => `${address}/${address.includes(':') ? 128 : 32}`;
const hostOf = (url: string) => new URL(url).hostname.replace(/^\[(.*)\]$/, '$1');
const isLoopback = (address: string) => address === '::1' || address.startsWith('127.');
/** RFC 1918, RFC 6598, RFC 4193, and what goes to one's own link. */
const isClosed = (address: string) =>
  /^(10|127)\.|^192\.168\.|^169\.254\.|^172\.(1[6-9]|2\d|3[01])\.|^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|^f[cd]|^fe80|^::1$/i.test(
    address,
  );

/** The address from which this computer would send there; nothing is sent. */
function sourceTo(address: string): Promise<string> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  return new Promise<string>((resolve, reject) => {
    socket.once('error', reject);
    socket.connect(9, address, () => resolve(socket.address().address));
  }).finally(() => socket.close());
}
