import { BLOCK, isZero, readExtendedHeader, readHeader, TarError, type TarHeader } from './tar';

/** One entry, with its long names and extended headers already applied. */
export interface TarEntry {
  name: string;
  type: string;
  size: number;
  linkName: string;
  /** Where its content begins, counted from the archive's first byte. */
  offset: number;
}

/** What is told while an archive goes by. Whatever a visitor throws ends the scan. */
export interface TarVisitor {
  entry(entry: TarEntry): void;
  /** The content of the current entry, piece by piece. Pieces are only valid during the call. */
  data?(piece: Uint8Array): void;
  entryEnd?(): void;
}

/** Extended headers and long names are kept in memory; none that is honest comes near this. */
const LARGEST_HEADER = 1 << 20;

/**
 * Walks through a tar archive as its bytes arrive, keeping nothing but the current header.
 * It knows where each content lies, which is why it isn't a ready-made tar stream.
 */
export class TarScanner {
  readonly #visitor: TarVisitor;
  /** Bytes taken so far. */
  #position = 0;
  #block = new Uint8Array(BLOCK);
  #blockFilled = 0;
  #current: TarEntry | undefined;
  #entryOpen = false;
  #contentLeft = 0;
  #paddingLeft = 0;
  /** A long name or extended header that is being gathered, and how it will be used. */
  #meta: { type: string; data: Uint8Array; filled: number } | undefined;
  #overrides: { name?: string; linkName?: string; size?: number } = {};
  /** The file whose sparse map goes on. */
  #sparse: TarHeader | undefined;
  #zeroBlocks = 0;
  #headers = 0;

  constructor(visitor: TarVisitor) {
    this.#visitor = visitor;
  }

  /** @throws TarError, and what the visitor throws */
  write(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      if (this.#zeroBlocks === 2) {
        this.#position += bytes.length - at;
        return;
      }
      const taken = this.#take(bytes, at);
      at += taken;
      this.#position += taken;
      if (this.#blockFilled === BLOCK) this.#blockDone();
      else if (this.#contentLeft === 0) this.#contentDone();
    }
  }

  /** Call when all bytes were written. @throws TarError when the archive isn't complete */
  end(): void {
    if (this.#headers === 0 && this.#zeroBlocks === 0) {
      throw new TarError(this.#position < BLOCK ? 'too-short' : 'not-a-tar');
    }
    const open = this.#contentLeft + this.#paddingLeft + this.#blockFilled > 0 || this.#sparse || this.#meta;
    if (open) throw new TarError('cut-short', this.#current?.name);
  }

  /** Takes what belongs together from `at` on, and answers how many bytes that was. */
  #take(bytes: Uint8Array, at: number): number {
    const available = bytes.length - at;
    if (this.#contentLeft > 0) {
      const length = Math.min(available, this.#contentLeft);
      const piece = bytes.subarray(at, at + length);
      if (this.#meta) {
        this.#meta.data.set(piece, this.#meta.filled);
        this.#meta.filled += length;
      } else {
        this.#visitor.data?.(piece);
      }
      this.#contentLeft -= length;
      return length;
    }
    if (this.#paddingLeft > 0) {
      const length = Math.min(available, this.#paddingLeft);
      this.#paddingLeft -= length;
      return length;
    }
    const length = Math.min(available, BLOCK - this.#blockFilled);
    this.#block.set(bytes.subarray(at, at + length), this.#blockFilled);
    this.#blockFilled += length;
    return length;
  }

  #blockDone(): void {
    this.#blockFilled = 0;
    if (this.#sparse) {
      const header = this.#sparse;
      if (this.#block[504] === 1) return;
      this.#sparse = undefined;
      this.#begin(header);
      return;
    }
    if (isZero(this.#block)) {
      this.#zeroBlocks++;
      return;
    }
    const header = this.#zeroBlocks > 0 ? undefined : readHeader(this.#block);
    if (!header) throw new TarError(this.#headers === 0 ? 'not-a-tar' : 'damaged', this.#current?.name);
    this.#headers++;
    if (header.mapGoesOn) this.#sparse = header;
    else this.#begin(header);
  }

  #begin(header: TarHeader): void {
    this.#contentLeft = header.size;
    if ('xgLK'.includes(header.type)) {
      if (header.size > LARGEST_HEADER) throw new TarError('header-too-large', this.#current?.name);
      this.#meta = { type: header.type, data: new Uint8Array(header.size), filled: 0 };
    } else {
      const { name, linkName, size } = this.#overrides;
      this.#overrides = {};
      // Links, devices and directories have no content, whatever their size field says.
      this.#contentLeft = '123456'.includes(header.type) ? 0 : (size ?? header.size);
      this.#current = {
        name: name ?? header.name,
        type: header.type,
        size: this.#contentLeft,
        linkName: linkName ?? header.linkName,
        offset: this.#position,
      };
      this.#entryOpen = true;
      this.#visitor.entry(this.#current);
    }
    this.#paddingLeft = (BLOCK - (this.#contentLeft % BLOCK)) % BLOCK;
    if (this.#contentLeft === 0) this.#contentDone();
  }

  #contentDone(): void {
    if (this.#meta) {
      const { type, data } = this.#meta;
      this.#meta = undefined;
      this.#apply(type, data);
    } else if (this.#entryOpen) {
      this.#entryOpen = false;
      this.#visitor.entryEnd?.();
    }
  }

  #apply(type: string, data: Uint8Array): void {
    if (type === 'L' || type === 'K') {
      const end = data.indexOf(0);
      const value = new TextDecoder().decode(end === -1 ? data : data.subarray(0, end));
      this.#overrides = { ...this.#overrides, [type === 'L' ? 'name' : 'linkName']: value };
      return;
    }
    if (type === 'g') return;
    const records = readExtendedHeader(data);
    if (!records) throw new TarError('damaged', this.#current?.name);
    const name = records.get('GNU.sparse.name') ?? records.get('path');
    const linkName = records.get('linkpath');
    const size = records.get('size');
    if (name !== undefined) this.#overrides.name = name;
    if (linkName !== undefined) this.#overrides.linkName = linkName;
    if (size !== undefined) {
      if (!/^\d{1,15}$/.test(size)) throw new TarError('damaged', this.#current?.name);
      this.#overrides.size = Number(size);
    }
  }
}
