import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';

/** The files of a saved report by name, without the folder that they are in. */
export async function reportFiles(report: Uint8Array): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const archive = Readable.from([report]).pipe(createGunzip()).pipe(extract());
  for await (const entry of archive) {
    const pieces: Uint8Array[] = [];
    for await (const piece of entry) pieces.push(piece as Uint8Array);
    files.set(entry.header.name.replace(/^[^/]+\//, ''), Buffer.concat(pieces).toString());
  }
  return files;
}

/** A secret as it may be written: as it is, or as bytes are put into a text. */
export function writtenForms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('base64'),
    bytes.toString('base64').replace(/=+$/, ''),
    // What is in all of them, whatever stands before: whole groups of three bytes.
    bytes.subarray(0, bytes.length - (bytes.length % 3)).toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    encodeURIComponent(secret),
    new URLSearchParams({ s: secret }).toString().slice(2),
  ];
}
