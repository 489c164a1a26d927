import { createHash, type Hash } from 'node:crypto';
import { isRockpoolError, type RockpoolError } from '../../model/errors';
import { layerRules } from './layerRules';
import type { ArchiveLimits } from './limits';
import { isPacking, type Packing, recognize } from './magic';
import {
  deviceEntry,
  duplicateEntry,
  entryAbsolute,
  entryPathOutside,
  entryTooLarge,
  linkOutside,
  pipeEntry,
  tooManyEntries,
  unknownEntry,
} from './messages';
import { directoryOf, insidePath } from './path';
import { type TarEntry, TarScanner, type TarVisitor } from './scanner';
import { BLOCK, TarError } from './tar';

/** Why the content of a file can't be a layer. */
export type LayerFault = TarError | RockpoolError;

/** A file of the archive. Which ones are layers is known only when all of it has gone by, so each is looked at as one. */
export interface ArchivedFile {
  kind: 'file';
  path: string;
  offset: number;
  size: number;
  /** Hex. */
  sha256: string;
  packing: Packing;
  /** Set when it is not packed and no valid layer. */
  fault?: LayerFault;
}

export interface ArchivedLink {
  kind: 'link';
  path: string;
  /** Path inside the archive. */
  target: string;
}

/** All files and links of an archive by path. */
export type Contents = Map<string, ArchivedFile | ArchivedLink>;

/**
 * Gathers the contents of an archive while it goes by, and refuses what `docker save` never writes.
 * @param size of the whole archive where it is known, so that one that is cut short is refused at once
 * @throws TarError cut-short; RockpoolError IMAGE_ENTRY_…, IMAGE_LINK_OUTSIDE, IMAGE_DEVICE_ENTRY … from the visitor
 */
export function gatherContents(
  limits: ArchiveLimits,
  size = Number.POSITIVE_INFINITY,
): { visitor: TarVisitor; contents: Contents } {
  const contents: Contents = new Map();
  let entries = 0;
  let open: FileReader | undefined;

  const visitor: TarVisitor = {
    entry(entry) {
      if (++entries > limits.entries) throw tooManyEntries(limits.entries);
      const path = checkedPath(entry);
      if (entry.size > limits.bytes) throw entryTooLarge(entry.name, entry.size);
      if (entry.offset + entry.size > size) throw new TarError('cut-short', entry.name);
      switch (entry.type) {
        case '0':
          open = new FileReader(entry, path, limits);
          break;
        case '1':
        case '2':
          add({ kind: 'link', path, target: checkedTarget(entry, path) });
          break;
        case '5':
          break;
        case '3':
        case '4':
          throw deviceEntry(entry.name);
        case '6':
          throw pipeEntry(entry.name);
        default:
          throw unknownEntry(entry.name, entry.type);
      }
    },
    data: piece => open?.data(piece),
    entryEnd() {
      if (open) add(open.end());
      open = undefined;
    },
  };

  function add(item: ArchivedFile | ArchivedLink): void {
    const before = contents.get(item.path);
    if (before && !isSame(before, item)) throw duplicateEntry(item.path);
    contents.set(item.path, item);
  }
  return { visitor, contents };
}

function checkedPath(entry: TarEntry): string {
  if (/^([/\\]|[a-zA-Z]:[/\\])/.test(entry.name)) throw entryAbsolute(entry.name);
  const path = insidePath(entry.name);
  if (path === undefined || entry.name.split('/').includes('..')) throw entryPathOutside(entry.name);
  return path;
}

function checkedTarget(entry: TarEntry, path: string): string {
  // A symbolic link counts from its folder, a hard link from the archive's root.
  const target = insidePath(entry.linkName, entry.type === '2' ? directoryOf(path) : '');
  if (target === undefined || entry.linkName.startsWith('/')) throw linkOutside(entry.name, entry.linkName);
  return target;
}

function isSame(one: ArchivedFile | ArchivedLink, other: ArchivedFile | ArchivedLink): boolean {
  if (one.kind === 'file' && other.kind === 'file') return one.sha256 === other.sha256;
  return one.kind === 'link' && other.kind === 'link' && one.target === other.target;
}

/** Hashes one file, and looks at it as a layer for as long as it may be one. */
class FileReader {
  readonly #entry: TarEntry;
  readonly #path: string;
  readonly #hash: Hash = createHash('sha256');
  readonly #layer: TarScanner;
  #packing: Packing = 'none';
  #fault: LayerFault | undefined;
  /** The first bytes, until there are enough to tell what it is. */
  #head: Buffer | undefined = Buffer.alloc(0);

  constructor(entry: TarEntry, path: string, limits: ArchiveLimits) {
    this.#entry = entry;
    this.#path = path;
    this.#layer = new TarScanner(layerRules(limits.layerEntries));
  }

  data(piece: Uint8Array): void {
    this.#hash.update(piece);
    if (!this.#head) {
      this.#scan(piece);
      return;
    }
    const head = this.#head.length === 0 ? piece : Buffer.concat([this.#head, piece]);
    if (head.length >= Math.min(BLOCK, this.#entry.size)) this.#recognize(head);
    else this.#head = Buffer.from(head);
  }

  end(): ArchivedFile {
    this.#attempt(() => this.#layer.end());
    return {
      kind: 'file',
      path: this.#path,
      offset: this.#entry.offset,
      size: this.#entry.size,
      sha256: this.#hash.digest('hex'),
      packing: this.#packing,
      ...(this.#fault ? { fault: this.#fault } : {}),
    };
  }

  #recognize(head: Uint8Array): void {
    this.#head = undefined;
    const what = recognize(head);
    this.#packing = isPacking(what) ? what : 'none';
    this.#scan(head);
  }

  #scan(piece: Uint8Array): void {
    if (this.#packing === 'none') this.#attempt(() => this.#layer.write(piece));
  }

  #attempt(step: () => void): void {
    if (this.#fault || this.#packing !== 'none') return;
    try {
      step();
    } catch (error) {
      if (!(error instanceof TarError) && !isRockpoolError(error)) throw error;
      this.#fault = error;
    }
  }
}
