import { pipeline } from 'node:stream';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';

export interface PackedFile {
  name: string;
  text: string;
}

/**
 * Files as a .tar.gz, made while it is read.
 * @param at the time that the files carry, ms since the epoch
 */
export async function* packed(
  folder: string,
  files: AsyncIterable<PackedFile>,
  at: number,
): AsyncGenerator<Uint8Array, void> {
  const tar = pack();
  const gzip = createGzip();
  // Trouble on either side ends both; the reader below is told.
  pipeline(tar, gzip, () => undefined);
  const about = { mode: 0o600, mtime: new Date(at) };
  async function fill(): Promise<void> {
    for await (const { name, text } of files) {
      await new Promise<void>((resolve, reject) => {
        tar.entry({ ...about, name: `${folder}/${name}` }, text, error =>
          error ? reject(error) : resolve(),
        );
      });
    }
    tar.finalize();
  }
  fill().catch(error => gzip.destroy(error as Error));
  yield* gzip;
}
