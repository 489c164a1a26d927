import { rename, rm, writeFile } from 'node:fs/promises';
import { isCancelled, isRockpoolError, RockpoolError } from '../driver/model/errors';

/**
 * Writes to a file, whole or not at all: what was there before stays until then. After `signal` is aborted it is not put
 * in place any more.
 * @param mode who may read it, as chmod takes it; absent: as the system has it for new files
 * @throws RockpoolError FILE_NOT_SAVED, or what the content ends with
 */
export async function saveTo(
  filePath: string,
  content: string | AsyncIterable<string | Uint8Array>,
  { signal, mode }: { signal?: AbortSignal; mode?: number } = {},
): Promise<void> {
  const part = `${filePath}.part`;
  try {
    await writeFile(part, content, {
      ...(signal ? { signal } : {}),
      ...(mode === undefined ? {} : { mode }),
    });
    signal?.throwIfAborted();
    await rename(part, filePath);
  } catch (cause) {
    await rm(part, { force: true }).catch(() => undefined);
    if (isRockpoolError(cause) || isCancelled(cause)) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new RockpoolError(
      {
        kind: 'input',
        code: 'FILE_NOT_SAVED',
        what: 'The file could not be saved.',
        where: filePath,
        ...(reasons[code ?? ''] ?? {
          why: `The system says: ${message}.`,
          next: 'Choose another folder, or make room on the disk.',
        }),
      },
      { cause },
    );
  }
}

const full = { why: 'The disk is full.', next: 'Make room on the disk, or choose a folder on another one.' };
const closed = {
  why: 'You may not write into this folder.',
  next: 'Choose another folder, such as your Documents.',
};
/** By what the system calls them. */
const reasons: Record<string, { why: string; next: string }> = {
  ENOSPC: full,
  EDQUOT: { ...full, why: 'What you may have on this disk is used up.' },
  EACCES: closed,
  EPERM: closed,
  EROFS: { ...closed, why: 'This disk can only be read.' },
  ENOENT: { why: 'The folder is not there any more.', next: 'Choose another folder.' },
  EISDIR: { why: 'There is a folder of this name.', next: 'Choose another name.' },
};
