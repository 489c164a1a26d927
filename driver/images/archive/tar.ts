/** What is wrong with a stream of bytes that should be a tar archive. */
export type TarFault =
  /** The very first block is no tar header. */
  | 'not-a-tar'
  /** Ends within its first block. */
  | 'too-short'
  /** Ends inside an entry. */
  | 'cut-short'
  /** A header further on is damaged. */
  | 'damaged'
  /** A long name or extended header is larger than anything honest. */
  | 'header-too-large';

export class TarError extends Error {
  override readonly name = 'TarError';
  readonly fault: TarFault;
  /** The entry in which it happened, if one had begun. */
  readonly entry: string | undefined;

  constructor(fault: TarFault, entry?: string) {
    super(fault);
    this.fault = fault;
    this.entry = entry;
  }
}

/** One header: what follows, under which name. */
export interface TarHeader {
  name: string;
  /** The type flag: `0` file, `1` hard link, `2` symbolic link, `3` `4` devices, `5` directory, `6` pipe … */
  type: string;
  /** Bytes of content that follow. */
  size: number;
  linkName: string;
  /** An old GNU sparse file whose map goes on in further blocks. */
  mapGoesOn: boolean;
}

export const BLOCK = 512;

const text = new TextDecoder();

function string(block: Uint8Array, start: number, length: number): string {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return text.decode(end === -1 ? field : field.subarray(0, end));
}

/** Octal digits, or GNU's base-256 when the first bit is set. NaN when it is neither. */
function number(block: Uint8Array, start: number, length: number): number {
  const first = block[start] ?? 0;
  if (first & 0x80) {
    let value = first & 0x7f;
    for (let i = 1; i < length; i++) value = value * 256 + (block[start + i] ?? 0);
    return Number.isSafeInteger(value) ? value : Number.NaN;
  }
  const digits = string(block, start, length).trim();
  return digits === '' ? 0 : /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
}

function checksumIsRight(block: Uint8Array): boolean {
  let unsigned = 0;
  let signed = 0;
  for (let i = 0; i < BLOCK; i++) {
    const byte = i >= 148 && i < 156 ? 0x20 : (block[i] ?? 0);
    unsigned += byte;
    signed += byte > 127 ? byte - 256 : byte;
  }
  const stored = number(block, 148, 8);
  return stored === unsigned || stored === signed;
}

/** True for a block of zeros, two of which end an archive. */
export function isZero(block: Uint8Array): boolean {
  for (let i = 0; i < BLOCK; i++) if (block[i]) return false;
  return true;
}

/** Reads one header block (POSIX.1-2001 ustar, GNU, or the old v7); undefined when it isn't one. */
export function readHeader(block: Uint8Array): TarHeader | undefined {
  const size = number(block, 124, 12);
  if (Number.isNaN(size) || !checksumIsRight(block)) return undefined;
  const posix = string(block, 257, 6) === 'ustar' && block[263] === 0x30;
  const prefix = posix ? string(block, 345, 155) : '';
  const name = string(block, 0, 100);
  const type = String.fromCharCode(block[156] || 0x30);
  return {
    name: prefix ? `${prefix}/${name}` : name,
    type: type === '7' ? '0' : type,
    size,
    linkName: string(block, 157, 100),
    mapGoesOn: type === 'S' && block[482] === 1,
  };
}

/** The records of a pax extended header: `<length> <key>=<value>\n`, one after the other. */
export function readExtendedHeader(data: Uint8Array): Map<string, string> | undefined {
  const records = new Map<string, string>();
  let at = 0;
  while (at < data.length) {
    const space = data.indexOf(0x20, at);
    const length = space === -1 ? Number.NaN : Number(text.decode(data.subarray(at, space)));
    if (!Number.isInteger(length) || length <= space - at + 1 || at + length > data.length) return undefined;
    const record = text.decode(data.subarray(space + 1, at + length - 1));
    const equals = record.indexOf('=');
    if (equals === -1) return undefined;
    records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}
