import { ASK_SOURCE, bad, COPY_AGAIN, gib, imageError, quote, SAVE_AGAIN } from '../words';
import type { Foreign } from './magic';

/** What can be wrong with a file and the archive in it, before any image is looked at. */

// ---- the file

export const fileMissing = () =>
  bad(
    'IMAGE_FILE_MISSING',
    'There is no such file.',
    'It may have been moved or deleted.',
    'Choose it again.',
  );
export const notAFile = () =>
  bad(
    'IMAGE_NOT_A_FILE',
    'This is a folder or a device, not an image file.',
    'An image is one file, as docker save writes it.',
    'Drop the image files themselves.',
  );
export const fileUnreadable = (cause: unknown) =>
  imageError(
    'input',
    'IMAGE_FILE_UNREADABLE',
    'The file cannot be read.',
    `The system says: ${(cause as Error).message}.`,
    'Check that the drive is still there and that you may read the file.',
    cause,
  );
export const fileVanished = () =>
  bad(
    'IMAGE_FILE_VANISHED',
    'The file vanished while it was being read.',
    'Something moved or deleted it; nothing was kept.',
    'Bring it back and import it again.',
  );
export const fileChanged = () =>
  bad(
    'IMAGE_FILE_CHANGED',
    'The file changed while it was being read.',
    'It is probably still being copied or downloaded; nothing was kept.',
    'Wait until that is done, then import it again.',
  );
export const emptyFile = () =>
  bad(
    'IMAGE_FILE_EMPTY',
    'The file is empty.',
    'It has 0 bytes; writing or downloading it probably failed.',
    SAVE_AGAIN,
  );
export const tooShort = () =>
  bad(
    'IMAGE_TOO_SHORT',
    'The file is too short to be an image.',
    'It ends before its first header does (512 bytes).',
    COPY_AGAIN,
  );
export const notATar = () =>
  bad(
    'IMAGE_NOT_A_TAR',
    'This is not an image archive.',
    'Its content is not in the tar format.',
    'Choose a file that docker save wrote, as it is or packed with gzip or zstd.',
  );

const foreign: Record<Foreign, { name: string; next: string }> = {
  bzip2: { name: 'packed with bzip2', next: 'Unpack it first: bunzip2 -k FILE.' },
  xz: { name: 'packed with xz', next: 'Unpack it first: unxz -k FILE.' },
  zip: { name: 'a zip archive', next: 'If an image is inside, unpack it first: unzip FILE.' },
  '7z': { name: 'a 7z archive', next: 'If an image is inside, unpack it first: 7z x FILE.' },
  'web page': {
    name: 'a web page',
    next: 'The download probably ended at an error or sign-in page; open the address in a browser and download again.',
  },
  picture: { name: 'a picture', next: 'Choose a file that docker save wrote.' },
  PDF: { name: 'a PDF document', next: 'Choose a file that docker save wrote.' },
  program: { name: 'a program', next: 'Choose a file that docker save wrote.' },
  'disk image': {
    name: "a virtual machine's disk",
    next: 'Notebooks run from container images; choose a file that docker save wrote.',
  },
};
export const foreignFile = (what: Foreign) =>
  bad(
    `IMAGE_IS_${what.toUpperCase().replace(' ', '_')}`,
    `This file is ${foreign[what].name}.`,
    'Rockpool takes image archives as docker save writes them, as they are or packed with gzip or zstd.',
    foreign[what].next,
  );

// ---- the packing

export const packedCutShort = (packing: string) =>
  bad(
    'IMAGE_PACKED_CUT_SHORT',
    'The file is cut short.',
    `Its ${packing} data stops before the end.`,
    COPY_AGAIN,
  );
export const packedDamaged = (packing: string) =>
  bad(
    'IMAGE_PACKED_DAMAGED',
    'The file is damaged.',
    `Its ${packing} data does not match its own checksum or structure.`,
    COPY_AGAIN,
  );
export const bomb = (ratio: number) =>
  bad(
    'IMAGE_PACKED_BOMB',
    'The file unpacks to far more than an image would.',
    `It grows more than ${ratio} times, as files do that are made to fill a disk.`,
    ASK_SOURCE,
  );
export const tooLarge = (bytes: number) =>
  bad(
    'IMAGE_TOO_LARGE',
    'The image is larger than Rockpool takes.',
    `It has more than ${gib(bytes)} unpacked.`,
    'Make the image smaller, or ask for a higher limit.',
  );

// ---- the archive

export const cutShort = (entry: string | undefined) =>
  bad(
    'IMAGE_CUT_SHORT',
    'The archive is cut short.',
    entry ? `It ends in the middle of ${quote(entry)}.` : 'It ends in the middle of a header.',
    COPY_AGAIN,
  );
export const damagedArchive = (entry: string | undefined) =>
  bad(
    'IMAGE_DAMAGED',
    'The archive is damaged.',
    entry ? `What follows ${quote(entry)} is not readable.` : 'A header in it is not readable.',
    COPY_AGAIN,
  );
export const entryTooLarge = (entry: string, size: number) =>
  bad(
    'IMAGE_ENTRY_TOO_LARGE',
    'The archive says of a file in it that it is impossibly large.',
    `${quote(entry)} would have ${gib(size)}.`,
    ASK_SOURCE,
  );
export const headerTooLarge = () =>
  bad(
    'IMAGE_HEADER_TOO_LARGE',
    'The archive has a name in it that is impossibly long.',
    'A header has more than 1 MiB, as headers do that are made to fill the memory.',
    ASK_SOURCE,
  );
export const noEntries = () =>
  bad('IMAGE_NO_ENTRIES', 'The archive is empty.', 'It is a tar archive with nothing in it.', SAVE_AGAIN);
export const tooManyEntries = (most: number) =>
  bad(
    'IMAGE_TOO_MANY_ENTRIES',
    'The archive has too many files in it.',
    `There are more than ${most}; docker save writes a few for each layer.`,
    'Check that this is an image and not an ordinary archive of files (docker import makes an image of those).',
  );
export const entryPathOutside = (entry: string) =>
  bad(
    'IMAGE_ENTRY_PATH_OUTSIDE',
    'The archive has a file in it that would be written outside of its folder.',
    `Its name climbs upwards: ${quote(entry)}.`,
    ASK_SOURCE,
  );
export const entryAbsolute = (entry: string) =>
  bad(
    'IMAGE_ENTRY_ABSOLUTE',
    'The archive has a file in it that names a place on your disk.',
    `Its name begins at the root: ${quote(entry)}.`,
    ASK_SOURCE,
  );
export const linkOutside = (entry: string, target: string) =>
  bad(
    'IMAGE_LINK_OUTSIDE',
    'The archive has a link in it that leads out of the archive.',
    `${quote(entry)} points at ${quote(target)}.`,
    ASK_SOURCE,
  );
export const linkBroken = (entry: string, target: string) =>
  bad(
    'IMAGE_LINK_BROKEN',
    'A layer of the archive is a link that leads nowhere.',
    `${quote(entry)} points at ${quote(target)}, which is not a file in the archive.`,
    SAVE_AGAIN,
  );
export const deviceEntry = (entry: string) =>
  bad(
    'IMAGE_DEVICE_ENTRY',
    'The archive has a device in it.',
    `${quote(entry)} is a device node; docker save writes files, folders and links only.`,
    ASK_SOURCE,
  );
export const pipeEntry = (entry: string) =>
  bad(
    'IMAGE_PIPE_ENTRY',
    'The archive has a named pipe in it.',
    `${quote(entry)} is a pipe, at which a reader would wait for ever.`,
    ASK_SOURCE,
  );
export const unknownEntry = (entry: string, type: string) =>
  bad(
    'IMAGE_UNKNOWN_ENTRY',
    'The archive has an entry of an unknown kind in it.',
    `${quote(entry)} has the type ${quote(type)}.`,
    SAVE_AGAIN,
  );
export const duplicateEntry = (entry: string) =>
  bad(
    'IMAGE_DUPLICATE_ENTRY',
    'The archive has two different files of the same name.',
    `${quote(entry)} is there twice, so different programs would see different images.`,
    ASK_SOURCE,
  );
export const blobMismatch = (entry: string) =>
  bad(
    'IMAGE_BLOB_MISMATCH',
    'A file of the archive is not what its name says.',
    `${quote(entry)} is named after its checksum, but has another one.`,
    COPY_AGAIN,
  );
