import { createHash } from 'node:crypto';
import { pack } from 'tar-stream';

/** What an image's archive says. */
export interface DemoImage {
  name: string;
  port: number;
  command: readonly string[];
}

/** An archive as `docker save` writes it, with one small layer that says that it is a sample. */
export async function archiveOf({ name, port, command }: DemoImage): Promise<Buffer> {
  const text = `This is ${name}, a sample image of Rockpool's demo. No program is in it.\n`;
  const layer = await tarOf({ 'SAMPLE.txt': text });
  const config = JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    config: { ExposedPorts: { [`${port}/tcp`]: {} }, Cmd: command },
    rootfs: { type: 'layers', diff_ids: [`sha256:${sha256(layer)}`] },
  });
  const files = { config: `${sha256(config)}.json`, layer: `${sha256(layer)}/layer.tar` };
  const manifest = [{ Config: files.config, RepoTags: [name], Layers: [files.layer] }];
  return tarOf({
    [files.config]: config,
    [files.layer]: layer,
    'manifest.json': JSON.stringify(manifest),
  });
}

async function tarOf(files: Record<string, string | Buffer>): Promise<Buffer> {
  const archive = pack();
  // The same content is the same archive: no time of day in it.
  for (const [name, data] of Object.entries(files)) archive.entry({ name, mtime: EPOCH }, data);
  archive.finalize();
  const pieces: Uint8Array[] = [];
  for await (const piece of archive) pieces.push(piece as Uint8Array);
  return Buffer.concat(pieces);
}
const EPOCH = new Date(0);

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
