import { z } from 'zod';

/** One layer of an image, and where its bytes lie in the stored tarball. */
const imageLayerSchema = z.object({
  /** sha256 of the uncompressed layer tar, as the image's config names it: `sha256:…`. */
  diffId: z.string(),
  /** Byte range of the layer's entry content in the stored file. */
  offset: z.number(),
  size: z.number(),
  /** How the entry is packed inside the archive (OCI layouts may have gzip or zstd layers). */
  compression: z.enum(['none', 'gzip', 'zstd']),
  /** Size of the layer tar where that differs: for packed entries. */
  unpackedSize: z.number().optional(),
});
export type ImageLayer = z.infer<typeof imageLayerSchema>;

/** One image of the image directory: a tarball that has been verified, and what it says of itself. */
export const imageSchema = z.object({
  /** The name and tag that launches use: `rocker/rstudio:latest`. Also this record's id. */
  id: z.string(),
  /** The engine's image id: sha256 of the config, `sha256:…`. */
  imageId: z.string(),
  /** File name inside the image directory: `rocker.rstudio.img`. Two tags of one archive share a file. */
  file: z.string(),
  /** Size of the file, and of all layers uncompressed, in bytes. */
  fileSize: z.number(),
  size: z.number(),
  /** The file's modification time (ms) when it was verified: tells whether it is still that file. */
  fileModifiedAt: z.number().optional(),
  /** `docker-archive` (manifest.json) or `oci-layout` (index.json alone). */
  format: z.enum(['docker-archive', 'oci-layout']),
  architecture: z.string(),
  os: z.string(),
  /** TCP ports that the image exposes, ascending. */
  exposedPorts: z.array(z.number()),
  entrypoint: z.array(z.string()),
  command: z.array(z.string()),
  environment: z.array(z.string()),
  user: z.string(),
  layers: z.array(imageLayerSchema),
  /** Where the config JSON lies in the stored file. */
  configRange: z.object({ offset: z.number(), size: z.number() }),
  /** When the image was built (ms since the epoch), if it says so. */
  builtAt: z.number().optional(),
  importedAt: z.number(),
  /** What it is called where it was pulled from, by its digest: `registry.lab/rstudio@sha256:…`. */
  origin: z.string().optional(),
  /** The name by which hosts pull it themselves, best by its digest; absent: it is sent to them. */
  hostsPull: z.string().optional(),
});
export type Image = z.infer<typeof imageSchema>;

/** `rocker/rstudio` → `rocker/rstudio:latest`; a name that has a tag stays. */
export function withTag(name: string): string {
  const lastPart = name.slice(name.lastIndexOf('/') + 1);
  return lastPart.includes(':') || name.includes('@') ? name : `${name}:latest`;
}

/** `rocker/rstudio:latest` → `rocker/rstudio`; other tags stay, as people write them. */
export function shortName(nameAndTag: string): string {
  return nameAndTag.endsWith(':latest') ? nameAndTag.slice(0, -':latest'.length) : nameAndTag;
}
