import { createHash } from 'node:crypto';
import { splitReference } from './reference';

/** Names that Windows keeps for devices, whatever follows the dot. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/;
const LONGEST = 180;

/**
 * The file in which an image is kept: `rocker/rstudio:latest` → `rocker.rstudio.img`, as the original had it.
 * Where that would not be clear (another tag, a registry's port, a name too long, a file that is `taken`)
 * a short hash of the whole name follows, so that two names never share a file by accident.
 */
export function fileNameFor(nameAndTag: string, taken: (file: string) => boolean): string {
  const { name, tag } = splitReference(nameAndTag);
  const plain = name.replaceAll('/', '.').replaceAll(':', '_');
  const isPlain =
    (tag ?? 'latest') === 'latest' &&
    /^[a-z0-9._-]+$/.test(plain) &&
    plain.length <= LONGEST &&
    !RESERVED.test(plain);
  if (isPlain && !name.includes(':') && !taken(`${plain}.img`)) return `${plain}.img`;

  const words = [plain, ...(tag && tag !== 'latest' ? [tag] : [])].join('_').toLowerCase();
  const stem = words.replaceAll(/[^a-z0-9._-]/g, '_').slice(0, LONGEST);
  const hash = createHash('sha256').update(nameAndTag).digest('hex');
  for (let length = 8; length < hash.length; length++) {
    const file = `${stem}-${hash.slice(0, length)}.img`;
    if (!taken(file)) return file;
  }
  return `${stem}-${hash}.img`;
}
