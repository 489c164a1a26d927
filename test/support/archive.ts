import { createHash, randomBytes } from 'node:crypto';

/** Small archives, made in memory, for tests of what reads them. */

export interface TestEntry {
  name: string;
  data?: Uint8Array | string;
  /** The tar type flag; a file when left out, a directory for names that end in a slash. */
  type?: string;
  linkName?: string;
}

/** One ustar header. */
export function header(
  { name, data = '', type, linkName = '' }: TestEntry,
  size = Buffer.from(data).length,
): Buffer {
  const block = Buffer.alloc(512);
  block.write(name, 0, 100);
  block.write('0000644\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  block.write('00000000000\0', 136);
  block.write(type ?? (name.endsWith('/') ? '5' : '0'), 156);
  block.write(linkName, 157, 100);
  block.write('ustar\x0000', 257);
  block.fill(' ', 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

/** A tar archive. */
export function tar(entries: readonly TestEntry[]): Buffer {
  const parts = entries.flatMap(entry => {
    const data = Buffer.from(entry.data ?? '');
    return [header(entry), data, Buffer.alloc((512 - (data.length % 512)) % 512)];
  });
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

export const sha256 = (data: Uint8Array | string) => createHash('sha256').update(data).digest('hex');

export interface TestImage {
  /** Unpacked layers. */
  layers?: Buffer[];
  names?: string[] | null;
  /** Merged over the config. */
  config?: Record<string, unknown>;
}

export const simpleLayer = (text = 'hello') =>
  tar([{ name: 'www/' }, { name: 'www/index.html', data: text }]);

/** A layer of so many bytes that no packing makes fewer: what takes a moment to send. */
export const bulkyLayer = (bytes: number) => tar([{ name: 'bulk', data: randomBytes(bytes) }]);

/** The config of a test image. */
export function configOf({ layers = [simpleLayer()], config = {} }: TestImage): string {
  return JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    config: { ExposedPorts: { '8080/tcp': {} }, Cmd: ['httpd'] },
    rootfs: { type: 'layers', diff_ids: layers.map(layer => `sha256:${sha256(layer)}`) },
    ...config,
  });
}

/** The entries of an archive as `docker save` wrote them before version 25. */
export function savedEntries(images: readonly TestImage[]): TestEntry[] {
  const files = new Map<string, Buffer | string>();
  const manifest = images.map(image => {
    const { layers = [simpleLayer()], names = ['lab/tiny:latest'] } = image;
    const config = configOf(image);
    files.set(`${sha256(config)}.json`, config);
    for (const layer of layers) files.set(`${sha256(layer)}/layer.tar`, layer);
    return {
      Config: `${sha256(config)}.json`,
      RepoTags: names,
      Layers: layers.map(layer => `${sha256(layer)}/layer.tar`),
    };
  });
  return [
    ...[...files].map(([name, data]) => ({ name, data })),
    { name: 'manifest.json', data: JSON.stringify(manifest) },
  ];
}

/** A whole archive as `docker save` wrote it before version 25. */
export const saved = (...images: TestImage[]) => tar(savedEntries(images.length === 0 ? [{}] : images));

/** An OCI layout; `pack` compresses the layers. */
export function ociLayout(image: TestImage, pack: (layer: Buffer) => Buffer = layer => layer): TestEntry[] {
  const { layers = [simpleLayer()], names = ['docker.io/lab/tiny:latest'] } = image;
  const blobs = new Map<string, Buffer>();
  const blob = (data: Buffer | string) => {
    blobs.set(sha256(data), Buffer.from(data));
    return { digest: `sha256:${sha256(data)}`, size: data.length };
  };
  const config = blob(configOf(image));
  const manifest = blob(
    JSON.stringify({ schemaVersion: 2, config, layers: layers.map(layer => blob(pack(layer))) }),
  );
  const manifests = (names ?? []).map(name => ({
    ...manifest,
    annotations: { 'io.containerd.image.name': name },
  }));
  return [
    { name: 'oci-layout', data: '{"imageLayoutVersion":"1.0.0"}' },
    { name: 'index.json', data: JSON.stringify({ schemaVersion: 2, manifests }) },
    ...[...blobs].map(([digest, data]) => ({ name: `blobs/sha256/${digest}`, data })),
  ];
}

/** A zstd frame that stores `data` as it is (RFC 8878: raw blocks). */
export function zstdStored(data: Uint8Array): Buffer {
  const pieces = [];
  for (let at = 0; at < data.length || at === 0; at += ZSTD_BLOCK)
    pieces.push(data.subarray(at, at + ZSTD_BLOCK));
  return zstdFrame(pieces.map(piece => ({ type: 0, size: piece.length, content: piece })));
}

/** A zstd frame that unpacks to `blocks` times 128 KiB of zeros (run-length blocks). */
export const zstdZeros = (blocks: number) =>
  zstdFrame(Array(blocks).fill({ type: 1, size: ZSTD_BLOCK, content: Buffer.alloc(1) }));

const ZSTD_BLOCK = 128 * 1024;

function zstdFrame(blocks: { type: number; size: number; content: Uint8Array }[]): Buffer {
  // Magic, no checksum, a window of 8 MiB.
  const parts: Uint8Array[] = [Buffer.from('28b52ffd0068', 'hex')];
  for (const [i, { type, size, content }] of blocks.entries()) {
    const head = Buffer.alloc(3);
    head.writeUIntLE((size << 3) | (type << 1) | (i === blocks.length - 1 ? 1 : 0), 0, 3);
    parts.push(head, content);
  }
  return Buffer.concat(parts);
}

/** An image of one layer with that text in it, as `docker save` writes it. */
export const savedImage = (text: string, ...names: string[]): Buffer =>
  saved({ layers: [simpleLayer(text)], names });
