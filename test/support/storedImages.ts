import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Image } from '../../driver/model/image';
import { configOf, sha256 } from './archive';

/**
 * Images of these layers in one stored file, as the image directory has them.
 * @param images names with tags, and their layers, the lowest first
 */
export function storedImages(directory: string, images: ReadonlyMap<string, readonly Buffer[]>): Image[] {
  const pieces: Buffer[] = [];
  let end = 0;
  const store = (bytes: Buffer) => {
    const range = { offset: end, size: bytes.length };
    pieces.push(bytes);
    end += bytes.length;
    return range;
  };
  const made = [...images].map(([id, layers]) => {
    const config = Buffer.from(configOf({ layers: [...layers], config: { author: id } }));
    return {
      ...{ id, imageId: `sha256:${sha256(config)}`, file: 'images.img', format: 'docker-archive' as const },
      ...{ architecture: 'amd64', os: 'linux', user: '', importedAt: 0 },
      ...{ exposedPorts: [], entrypoint: [], command: [], environment: [] },
      size: layers.reduce((sum, { length }) => sum + length, 0),
      layers: layers.map(layer => ({
        ...store(layer),
        diffId: `sha256:${sha256(layer)}`,
        compression: 'none' as const,
      })),
      configRange: store(config),
    };
  });
  const file = path.join(directory, 'images.img');
  writeFileSync(file, Buffer.concat(pieces));
  const { size: fileSize, mtimeMs: fileModifiedAt } = statSync(file);
  return made.map(image => ({ ...image, fileSize, fileModifiedAt }));
}
