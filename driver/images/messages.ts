import { type ErrorKind, RockpoolError } from '../model/errors';
import type { Foreign } from './archive/magic';

/**
 * Every sentence of the image directory. Codes begin with IMAGE_; each way in which an archive can be bad
 * has a code and a sentence of its own.
 */
function error(
  kind: ErrorKind,
  code: string,
  what: string,
  why: string,
  next: string,
  cause?: unknown,
): RockpoolError {
  return new RockpoolError({ kind, code, what, why, next }, cause === undefined ? {} : { cause });
}
const bad = (code: string, what: string, why: string, next: string): RockpoolError =>
  error('input', code, what, why, next);

const SAVE_AGAIN = 'Write it again with: docker save -o FILE NAME.';
const COPY_AGAIN = 'Copy or download it again, and compare its size and checksum with the original.';
const ASK_SOURCE = 'Do not use this file unless you trust where it came from; ask there for a clean one.';

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
  error(
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

// ---- what describes the image

export const noManifest = () =>
  bad(
    'IMAGE_NO_MANIFEST',
    'The archive holds no image.',
    'Neither manifest.json nor an OCI index.json is in it; it may be a container from docker export.',
    'Write it again with docker save (docker export keeps the files but not the image).',
  );
export const manifestNotJson = (name: string) =>
  bad(
    'IMAGE_MANIFEST_NOT_JSON',
    "The archive's list of images cannot be read.",
    `${name} is not JSON.`,
    SAVE_AGAIN,
  );
export const manifestWrongShape = (name: string, place: string | undefined) =>
  bad(
    'IMAGE_MANIFEST_WRONG_SHAPE',
    "The archive's list of images is not as Docker writes it.",
    `${name} has something unexpected${place ? ` at ${place}` : ''}.`,
    SAVE_AGAIN,
  );
export const manifestTooDeep = (name: string) =>
  bad(
    'IMAGE_MANIFEST_TOO_DEEP',
    "The archive's list of images is nested beyond reason.",
    `${name} is made to exhaust the program that reads it.`,
    ASK_SOURCE,
  );
export const manifestTooLarge = (name: string) =>
  bad(
    'IMAGE_MANIFEST_TOO_LARGE',
    "The archive's list of images is impossibly long.",
    `${name} has many megabytes.`,
    ASK_SOURCE,
  );
export const manifestEmpty = (name: string) =>
  bad(
    'IMAGE_MANIFEST_EMPTY',
    'The archive lists no image.',
    `${name} is an empty list.`,
    `Name an image when saving. ${SAVE_AGAIN}`,
  );
export const manifestPathOutside = (path: string) =>
  bad(
    'IMAGE_MANIFEST_PATH_OUTSIDE',
    "The archive's list of images names a file outside of the archive.",
    `It asks for ${quote(path)}.`,
    ASK_SOURCE,
  );
export const tooManyImages = (most: number) =>
  bad(
    'IMAGE_TOO_MANY_IMAGES',
    'The archive holds too many images.',
    `There are more than ${most}.`,
    'Save them in several files.',
  );
export const tooManyNames = (count: number, most: number) =>
  bad(
    'IMAGE_TOO_MANY_NAMES',
    'The archive gives its image too many names.',
    `There are ${count}; Rockpool takes ${most}.`,
    'Save the image under the names that you need: docker save -o FILE NAME NAME.',
  );
export const badName = (name: string) =>
  bad(
    'IMAGE_BAD_NAME',
    'The archive gives its image a name that is not valid.',
    `${quote(name)} is no name:tag as Docker has them.`,
    'Tag the image anew (docker tag ID NAME:TAG) and save it under that name.',
  );
export const layerMissing = (layer: number, path: string) =>
  bad(
    'IMAGE_LAYER_MISSING',
    'A layer of the image is missing from the archive.',
    `Layer ${layer} should be at ${quote(path)}.`,
    SAVE_AGAIN,
  );
export const configMissing = (path: string) =>
  bad(
    'IMAGE_CONFIG_MISSING',
    'The description of the image is missing from the archive.',
    `It should be at ${quote(path)}.`,
    SAVE_AGAIN,
  );
export const configNotJson = () =>
  bad('IMAGE_CONFIG_NOT_JSON', 'The description of the image cannot be read.', 'It is not JSON.', COPY_AGAIN);
export const configWrongShape = (place: string | undefined) =>
  bad(
    'IMAGE_CONFIG_WRONG_SHAPE',
    'The description of the image is not as Docker writes it.',
    place ? `Something is unexpected at ${place}.` : 'It is of another form.',
    SAVE_AGAIN,
  );
export const configTooDeep = () =>
  bad(
    'IMAGE_CONFIG_TOO_DEEP',
    'The description of the image is nested beyond reason.',
    'It is made to exhaust the program that reads it.',
    ASK_SOURCE,
  );
export const configTooLarge = () =>
  bad(
    'IMAGE_CONFIG_TOO_LARGE',
    'The description of the image is impossibly long.',
    'It has many megabytes.',
    ASK_SOURCE,
  );
export const configMismatch = (path: string) =>
  bad(
    'IMAGE_CONFIG_MISMATCH',
    'The description of the image was changed.',
    `${quote(path)} does not have the checksum that it is named after.`,
    ASK_SOURCE,
  );
export const layerCountDiffers = (listed: number, described: number) =>
  bad(
    'IMAGE_LAYER_COUNT_DIFFERS',
    'The archive has not the layers that the image is made of.',
    `It lists ${listed}, the image's description ${described}.`,
    SAVE_AGAIN,
  );
export const otherArchitecture = (image: string, machine: string) =>
  bad(
    'IMAGE_OTHER_ARCHITECTURE',
    'The image is for another kind of processor.',
    `It is for ${image}; the engine runs ${machine}.`,
    `Get the image for ${machine}: docker pull --platform linux/${machine} NAME, then docker save.`,
  );
export const otherSystem = (os: string) =>
  bad(
    'IMAGE_OTHER_SYSTEM',
    'The image is for another operating system.',
    `It is for ${os}; pools run linux.`,
    'Get the image for linux.',
  );

// ---- layers

export const layerMismatch = (layer: number) =>
  bad(
    'IMAGE_LAYER_MISMATCH',
    'A layer of the image is not what the image says it is.',
    `The checksum of layer ${layer} differs: it was damaged or changed.`,
    COPY_AGAIN,
  );
export const layerNotATar = (layer: number) =>
  bad(
    'IMAGE_LAYER_NOT_A_TAR',
    'A layer of the image is not an archive of files.',
    `Layer ${layer} is not in the tar format, though its checksum is right.`,
    'Build the image again.',
  );
export const layerCutShort = (layer: number) =>
  bad(
    'IMAGE_LAYER_CUT_SHORT',
    'A layer of the image is cut short.',
    `Layer ${layer} ends in the middle of a file.`,
    'Build or save the image again.',
  );
export const layerDamaged = (layer: number) =>
  bad(
    'IMAGE_LAYER_DAMAGED',
    'A layer of the image is damaged.',
    `Layer ${layer} cannot be read to its end.`,
    'Build or save the image again.',
  );
export const layerBomb = (layer: number, ratio: number) =>
  bad(
    'IMAGE_LAYER_BOMB',
    'A layer of the image unpacks to far more than a layer would.',
    `Layer ${layer} grows more than ${ratio} times, as files do that are made to fill a disk.`,
    ASK_SOURCE,
  );
export const layerPathOutside = (entry: string) =>
  bad(
    'IMAGE_LAYER_PATH_OUTSIDE',
    'A layer of the image would write outside of its container.',
    `A name in it climbs upwards: ${quote(entry)}.`,
    ASK_SOURCE,
  );
export const layerLinkOutside = (entry: string, link: string) =>
  bad(
    'IMAGE_LAYER_LINK_OUTSIDE',
    'A layer of the image would write through a link that leads outside.',
    `${quote(entry)} goes by way of ${quote(link)}.`,
    ASK_SOURCE,
  );
export const tooManyLayerEntries = (most: number) =>
  bad(
    'IMAGE_LAYER_TOO_MANY_ENTRIES',
    'A layer of the image has too many files.',
    `There are more than ${most}.`,
    'Build the image with fewer files.',
  );

// ---- the directory

export const noSpace = (needed?: { bytes: number; free: number }) =>
  error(
    'capacity',
    'IMAGE_NO_SPACE',
    'The disk of the image directory is full.',
    needed
      ? `The image needs ${mib(needed.bytes)}; ${mib(needed.free)} are free. What was there before is untouched.`
      : 'It filled up during the import; nothing was kept, what was there before is untouched.',
    'Delete images that are no longer needed, or choose another image directory in Settings.',
  );
export const directoryUnusable = (cause: unknown) =>
  error(
    'permanent',
    'IMAGE_DIRECTORY_UNUSABLE',
    'The image directory cannot be written.',
    `The system says: ${(cause as Error).message}.`,
    'Check that it exists and that you may write there, or choose another one in Settings.',
    cause,
  );
export const unknownImage = (id: string) =>
  bad(
    'IMAGE_UNKNOWN',
    'There is no such image.',
    `${quote(id)} is not in the image directory; it may have been deleted.`,
    'Import it again, or choose another one.',
  );
export const imageInUse = (id: string, users: string[]) =>
  bad(
    'IMAGE_IN_USE',
    'The image is still used.',
    `${quote(id)} is what ${list(users)} ${users.length === 1 ? 'launches' : 'launch'}.`,
    'Give them another image or archive them first.',
  );
export const storedFileChanged = (file: string) =>
  error(
    'transient',
    'IMAGE_STORED_FILE_CHANGED',
    'The stored image was changed or deleted by something else.',
    `${file} in the image directory is no longer what was verified.`,
    'Wait until Rockpool has looked at it again, or import the image anew.',
  );
export const stopped = () =>
  error(
    'transient',
    'IMAGE_READER_STOPPED',
    'The import stopped.',
    'The part of Rockpool that reads images ended early.',
    'Try again.',
  );

// ---- the engine

export const notInEngine = (reference: string) =>
  bad(
    'IMAGE_NOT_IN_ENGINE',
    'The engine has no such image.',
    `It knows nothing of ${quote(reference)}.`,
    'Pull it, or choose one that the engine lists.',
  );
export const badReference = (reference: string) =>
  bad(
    'IMAGE_BAD_REFERENCE',
    'This is no name of an image.',
    `${quote(reference)} is not of the form name:tag.`,
    'Write it like rocker/rstudio:4.4.',
  );
export const pullNotFound = (reference: string, said: string) =>
  bad(
    'IMAGE_PULL_NOT_FOUND',
    'The registry does not give out this image.',
    `It says of ${quote(reference)}: ${period(said)}`,
    'Check name and tag; a private image needs the user name and password of the registry.',
  );
export const pullDenied = (reference: string, said: string) =>
  bad(
    'IMAGE_PULL_DENIED',
    'The registry refused the sign-in.',
    `It says of ${quote(reference)}: ${period(said)}`,
    'Check the user name and password for this registry.',
  );
export const pullFailed = (reference: string, said: string) =>
  error(
    'transient',
    'IMAGE_PULL_FAILED',
    'The image could not be pulled.',
    `The engine says of ${quote(reference)}: ${period(said)}`,
    'Check that the engine reaches the registry, then try again.',
  );
export const engineLost = (cause: unknown) =>
  error(
    'transient',
    'IMAGE_ENGINE_LOST',
    'The engine stopped answering while it sent the image.',
    `The connection says: ${period((cause as Error).message)}`,
    'Check that the engine runs, then try again.',
    cause,
  );
export const engineSilent = (seconds: number) =>
  error(
    'transient',
    'IMAGE_ENGINE_SILENT',
    'The engine has gone silent.',
    `Nothing came from it for ${seconds} seconds.`,
    'Check that the engine runs and reaches the registry, then try again.',
  );

// ---- words

/** A name out of an archive, safe to show: one line, not too long. */
function quote(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be shown
  const line = name.replace(/[\x00-\x1f\x7f]/g, '?');
  return line.length > 120 ? `“${line.slice(0, 60)}…${line.slice(-59)}”` : `“${line}”`;
}
const period = (sentence: string) =>
  /[.!?]$/.test(sentence.trim()) ? sentence.trim() : `${sentence.trim()}.`;
const list = (words: string[]) =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
const mib = (bytes: number) => `${Math.ceil(bytes / 1024 ** 2)} MiB`;
const gib = (bytes: number) => `${Math.round(bytes / 1024 ** 3)} GiB`;
