import { formatBytes } from '../model/memory';
import { bad, imageError, list, mib, period, quote } from './words';

/** The sentences of the image directory and of what comes from engines. */

// ---- the directory

export const noSpace = (needed?: { bytes: number; free: number }) =>
  imageError(
    'capacity',
    'IMAGE_NO_SPACE',
    'The disk of the image directory is full.',
    needed
      ? `The image needs ${mib(needed.bytes)}; ${mib(needed.free)} are free. What was there before is untouched.`
      : 'It filled up during the import; nothing was kept, what was there before is untouched.',
    'Delete images that are no longer needed, or choose another image directory in Settings.',
  );
export const directoryUnusable = (cause: unknown) =>
  imageError(
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
  imageError(
    'transient',
    'IMAGE_STORED_FILE_CHANGED',
    'The stored image was changed or deleted by something else.',
    `${file} in the image directory is no longer what was verified.`,
    'Wait until Rockpool has looked at it again, or import the image anew.',
  );
export const stopped = () =>
  imageError(
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
  imageError(
    'transient',
    'IMAGE_PULL_FAILED',
    'The image could not be pulled.',
    `The engine says of ${quote(reference)}: ${period(said)}`,
    'Check that the engine reaches the registry, and the user name and password if it asks for them; then try again.',
  );
export const engineLost = (cause: unknown) =>
  imageError(
    'transient',
    'IMAGE_ENGINE_LOST',
    'The engine stopped answering while it sent the image.',
    `The connection says: ${period((cause as Error).message)}`,
    'Check that the engine runs, then try again.',
    cause,
  );
export const engineSilent = (seconds: number) =>
  imageError(
    'transient',
    'IMAGE_ENGINE_SILENT',
    'The engine has gone silent.',
    `Nothing came from it for ${seconds} seconds.`,
    'Check that the engine runs and reaches the registry, then try again.',
  );

// ---- hosts

export const anotherImage = (reference: string, name: string) =>
  imageError(
    'permanent',
    'IMAGE_ANOTHER',
    'The registry has another image than the directory.',
    `What it gives out as ${quote(reference)} is not ${quote(name)} of the image directory.`,
    'Pull the image anew on the screen Images, or have it sent to hosts.',
  );
export const badOrigin = (reference: string) =>
  bad(
    'IMAGE_BAD_REFERENCE',
    'This is no name of an image in a registry.',
    `${quote(reference)} is neither of the form name:tag nor name@sha256:….`,
    'Write it like rocker/rstudio:4.4.',
  );

export const noRoomOnHost = (name: string, needed: number, free: number) =>
  imageError(
    'capacity',
    'HOST_NO_SPACE',
    `The image ${quote(name)} was not placed on the host: its disk has too little room.`,
    `It needs ${formatBytes(needed)} there while it is unpacked; ${formatBytes(free)} are free.`,
    'Make room on the host, for example with "docker system prune", or use a larger disk; Rockpool tries again.',
  );
