import { createHmac } from 'node:crypto';
import { hostKeyOf } from './hostKeys';
import type { HostKey } from './port';

/**
 * The keys by which a machine is known in a text as OpenSSH's known_hosts (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"): names
 * in full, with patterns, or hashed; ports other than 22 as `[name]:port`. Keys that are revoked don't count; those of
 * authorities are left out, since certificates aren't asked for.
 */
export function keysKnownFor(text: string, address: string, port: number): HostKey[] {
  const name = port === 22 ? address.toLowerCase() : `[${address.toLowerCase()}]:${port}`;
  const keys = new Map<string, HostKey>();
  const revoked = new Set<string>();
  for (const line of text.split(/\r?\n/)) {
    const [, marker, names = '', blob = ''] =
      /^(?:(@[\w-]+)\s+)?([^\s#@]\S*)\s+\S+\s+([A-Za-z0-9+/=]+)/.exec(line.trim()) ?? [];
    if (names === '' || !means(names, name)) continue;
    const key = hostKeyOf(Buffer.from(blob, 'base64'));
    if (!key) continue;
    if (marker === '@revoked') revoked.add(key.fingerprint);
    else if (marker === undefined) keys.set(key.fingerprint, key);
  }
  return [...keys.values()].filter(({ fingerprint }) => !revoked.has(fingerprint));
}

function means(names: string, name: string): boolean {
  if (names.startsWith('|1|')) return isHashOf(names, name);
  const patterns = names.split(',').map(pattern => pattern.toLowerCase());
  const isMeant = (pattern: string) => asRegExp(pattern).test(name);
  return patterns.some(isMeant) && !patterns.some(one => one.startsWith('!') && isMeant(one.slice(1)));
}

/** `|1|` salt `|` HMAC-SHA1 of the name with it, both in base64. */
function isHashOf(hashed: string, name: string): boolean {
  const [, , salt = '', digest = ''] = hashed.split('|');
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === digest;
}

function asRegExp(pattern: string): RegExp {
  const quoted = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${quoted.replaceAll('*', '.*').replaceAll('?', '.')}$`);
}
