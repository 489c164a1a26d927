import { createHash } from 'node:crypto';
import type { ErrorValue } from '../model/errors';
import * as say from './messages';
import type { HostKey, SshTarget } from './port';

/**
 * The key of a blob in SSH's wire format (RFC 4253, 6.6: a length of four bytes, the type's name, the rest); undefined
 * where it isn't one.
 */
export function hostKeyOf(blob: Buffer): HostKey | undefined {
  if (blob.length < 4) return undefined;
  const end = 4 + blob.readUInt32BE(0);
  if (end >= blob.length) return undefined;
  const digest = createHash('sha256').update(blob).digest('base64');
  return { type: blob.toString('latin1', 4, end), fingerprint: `SHA256:${digest.replace(/=+$/, '')}` };
}

/** Whether a key that a host shows is one that it is known by. */
export function isKnown({ fingerprint }: HostKey, pinned: readonly HostKey[]): boolean {
  return pinned.some(key => key.fingerprint === fingerprint);
}

/** Why nothing is sent to who shows this key; undefined: it is the right one. */
export function refusalOf(shown: HostKey, target: SshTarget): ErrorValue | undefined {
  if (isKnown(shown, target.hostKeys)) return undefined;
  return target.hostKeys.length === 0 ? say.hostKeyUnknown(target, shown) : say.hostKeyChanged(target, shown);
}
