import { createCipheriv, createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Pack, pack } from 'tar-stream';

/** Images of noise: what is in them doesn't matter, only which layers they share. The same digests in every run. */

const MIB = 1024 * 1024;
const FILE_MIB = 4;

/** A layer on the disk: one folder of files of incompressible bytes. */
export interface Layer {
  file: string;
  /** Hex SHA-256 of its tar. */
  sha: string;
  bytes: number;
}

function put(tar: Pack, name: string, size: number, data: Readable): Promise<void> {
  return pipeline(data, tar.entry({ name, size, mtime: new Date(0) }));
}

/** @param name tells it from others */
export async function makeLayer(folder: string, name: string, sizeMiB: number): Promise<Layer> {
  const file = path.join(folder, `${name}.layer`);
  const noise = createCipheriv('aes-128-ctr', Buffer.from(name.padEnd(16)), Buffer.alloc(16));
  const nothing = Buffer.alloc(MIB);
  function* bytes() {
    for (let made = 0; made < FILE_MIB; made += 1) yield noise.update(nothing);
  }
  const tar = pack();
  const hash = createHash('sha256');
  let size = 0;
  async function* counted(pieces: AsyncIterable<Buffer>) {
    for await (const piece of pieces) {
      hash.update(piece);
      size += piece.length;
      yield piece;
    }
  }
  const written = pipeline(Readable.from(tar), counted, createWriteStream(file));
  for (let at = 0; at < sizeMiB; at += FILE_MIB) {
    await put(tar, `${name}/${at}.bin`, FILE_MIB * MIB, Readable.from(bytes()));
  }
  tar.finalize();
  await written;
  return { file, sha: hash.digest('hex'), bytes: size };
}

/** An archive as `docker save` wrote it before version 25, with one image. @returns its path */
export async function saveImage(folder: string, name: string, layers: readonly Layer[]): Promise<string> {
  const file = path.join(folder, `${name.replace(/\W/g, '-')}.tar`);
  const config = JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    config: { Cmd: ['none'] },
    rootfs: { type: 'layers', diff_ids: layers.map(({ sha }) => `sha256:${sha}`) },
  });
  const configName = `${createHash('sha256').update(config).digest('hex')}.json`;
  const names = layers.map(({ sha }) => `${sha}/layer.tar`);
  const tar = pack();
  const written = pipeline(Readable.from(tar), createWriteStream(file));
  for (const [at, layer] of layers.entries()) {
    await put(tar, names[at] ?? '', layer.bytes, createReadStream(layer.file, { highWaterMark: MIB }));
  }
  tar.entry({ name: configName }, config);
  tar.entry(
    { name: 'manifest.json' },
    JSON.stringify([{ Config: configName, RepoTags: [name], Layers: names }]),
  );
  tar.finalize();
  await written;
  return file;
}
