const MiB = 1024 ** 2;
const GiB = 1024 ** 3;

/** What an archive may ask of us at most. Everything is far above what honest images need. */
export interface ArchiveLimits {
  /** Bytes of the unpacked archive, and of any one layer. */
  bytes: number;
  /** How many times larger than packed; only looked at once `ratioFrom` bytes have come out. */
  ratio: number;
  ratioFrom: number;
  /** Entries of the archive itself, and of one layer. */
  entries: number;
  layerEntries: number;
  /** Bytes and nesting of one JSON document. */
  jsonBytes: number;
  jsonDepth: number;
  /** Images and names in one archive. */
  images: number;
  names: number;
}

export const defaultLimits: ArchiveLimits = {
  bytes: 256 * GiB,
  ratio: 100,
  ratioFrom: 64 * MiB,
  entries: 20_000,
  layerEntries: 3_000_000,
  jsonBytes: 16 * MiB,
  jsonDepth: 64,
  images: 50,
  names: 100,
};
