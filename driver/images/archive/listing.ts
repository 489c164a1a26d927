import type { z } from 'zod';
import { manifestNotJson, manifestTooDeep, manifestTooLarge, manifestWrongShape } from './imageMessages';
import { readJson } from './json';
import type { ArchiveLimits } from './limits';

/** One image as the archive lists it: where its parts are, and what it is called. */
export interface ListedImage {
  configPath: string;
  layerPaths: string[];
  /** With tags, as people write them. Empty for an image without a name. */
  names: string[];
}

/** Reads a small file of the archive; undefined when it is not there. */
export type ReadFile = (path: string) => Promise<Uint8Array | undefined>;

/** @throws RockpoolError IMAGE_MANIFEST_… */
export function readList<T>(json: Uint8Array, name: string, schema: z.ZodType<T>, limits: ArchiveLimits): T {
  const parsed = readJson(json, schema, limits);
  if (parsed.ok) return parsed.value;
  switch (parsed.fault) {
    case 'too-large':
      throw manifestTooLarge(name);
    case 'too-deep':
      throw manifestTooDeep(name);
    case 'not-json':
      throw manifestNotJson(name);
    case 'wrong-shape':
      throw manifestWrongShape(name, parsed.detail);
  }
}
