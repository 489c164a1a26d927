import type { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { engineErrors } from '../../engine';
import { RockpoolError } from '../../model/errors';

/**
 * Reads an archive for `docker load` to its end.
 * @returns ids of the images that its manifest names, and its size
 * @throws RockpoolError ENGINE_REFUSED where it has no manifest that can be read
 */
export async function readImageIds(
  archive: Readable,
  url: string,
): Promise<{ imageIds: string[]; bytes: number }> {
  let bytes = 0;
  let manifest = '';
  archive.on('data', (chunk: Uint8Array) => {
    bytes += chunk.length;
  });
  const entries = archive.pipe(extract());
  archive.once('error', error => entries.destroy(error));
  archive.once('close', () => {
    if (!archive.readableEnded) entries.destroy();
  });
  for await (const entry of entries) {
    const isManifest = entry.header.name === 'manifest.json';
    for await (const piece of entry) if (isManifest) manifest += piece;
  }
  try {
    const images = JSON.parse(manifest) as { Config: string }[];
    // `<hex>.json` in older archives, `blobs/sha256/<hex>` in newer ones.
    const hexOf = ({ Config }: { Config: string }) => Config.replace(/^.*\//, '').replace(/\.json$/, '');
    return { imageIds: images.map(image => `sha256:${hexOf(image)}`), bytes };
  } catch (cause) {
    throw new RockpoolError(engineErrors.loadRefused(url, 'the archive has no readable manifest.json'), {
      cause,
    });
  }
}
