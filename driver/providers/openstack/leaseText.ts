import type { Lease } from '../../model/lease';

/** Neutron's descriptions have at most so many characters. */
export const LONGEST_DESCRIPTION = 255;
/** A name is cut before predecessors are forgotten. */
const LONGEST_NAME = 60;
const WORD = 'rockpool-lease-1';
const NONE = '-';
const HEX_ID = /^[0-9a-f]{32}$/;

const number = (value: number | undefined) => (value === undefined ? NONE : Math.round(value).toString(36));
const id = (value: string) =>
  HEX_ID.test(value) ? Buffer.from(value, 'hex').toString('base64url') : `.${encodeURIComponent(value)}`;

/**
 * A lease as the description of a security group. The name of its holder is cut, and the oldest predecessors are left
 * out where it would be too long: after six take-overs of a pool nothing that the first one made is there any more.
 */
export function leaseText(lease: Lease): string {
  const { holder, holderName, epoch, since, renewedAt, releasedAt, writesFrom, predecessors } = lease;
  const fixed = [
    ...[WORD, id(holder), number(epoch), number(since), number(renewedAt)],
    ...[number(releasedAt), number(writesFrom)],
  ];
  const name = cut(holderName, LONGEST_NAME);
  const ids = predecessors.map(id);
  for (;;) {
    const text = [...fixed, ids.join(',') || NONE, name].join(' ');
    if (text.length <= LONGEST_DESCRIPTION || ids.length === 0) return text.slice(0, LONGEST_DESCRIPTION);
    ids.pop();
  }
}

/** Of the encoded text, without half a character at its end. */
function cut(text: string, longest: number): string {
  let encoded = '';
  for (const character of text) {
    const next = encoded + encodeURIComponent(/\p{Cs}/u.test(character) ? '?' : character);
    if (next.length > longest) break;
    encoded = next;
  }
  return encoded;
}

/** The lease that a description is; undefined: none. */
export function readLeaseText(text: string | null | undefined): Lease | undefined {
  const [word, holder, epoch, since, renewed, released, writes, before, name] = (text ?? '').split(' ');
  if (word !== WORD || name === undefined) return undefined;
  try {
    const releasedAt = readNumber(released);
    const writesFrom = readNumber(writes);
    return {
      holder: readId(holder),
      holderName: decodeURIComponent(name),
      ...{ epoch: demanded(epoch), since: demanded(since), renewedAt: demanded(renewed) },
      ...(releasedAt === undefined ? {} : { releasedAt }),
      ...(writesFrom === undefined ? {} : { writesFrom }),
      predecessors: before === NONE ? [] : (before ?? '').split(',').map(readId),
    };
  } catch {
    // Somebody has edited it by hand.
    return undefined;
  }
}

function readId(text = ''): string {
  if (text.startsWith('.')) return decodeURIComponent(text.slice(1));
  const hex = Buffer.from(text, 'base64url').toString('hex');
  if (!HEX_ID.test(hex)) throw new Error('no id');
  return hex;
}

function readNumber(text: string | undefined): number | undefined {
  if (text === NONE) return undefined;
  if (!/^[0-9a-z]{1,11}$/.test(text ?? '')) throw new Error('no number');
  return Number.parseInt(text ?? '', 36);
}

function demanded(text: string | undefined): number {
  const value = readNumber(text);
  if (value === undefined) throw new Error('no number');
  return value;
}
