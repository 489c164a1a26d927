import { rename, rm, writeFile } from 'node:fs/promises';
import { isCancelled, isRockpoolError, RockpoolError } from '../driver/model/errors';

/**
 * Writes a text to a file, whole or not at all: what was there before stays until then.
 * @throws RockpoolError FILE_NOT_SAVED, or what the text ends with
 */
export async function saveTo(filePath: string, text: string | AsyncIterable<string>): Promise<void> {
  const part = `${filePath}.part`;
  try {
    await writeFile(part, text);
    await rename(part, filePath);
  } catch (cause) {
    await rm(part, { force: true }).catch(() => undefined);
    if (isRockpoolError(cause) || isCancelled(cause)) throw cause;
    throw new RockpoolError(
      {
        kind: 'input',
        code: 'FILE_NOT_SAVED',
        what: 'The file could not be saved.',
        where: filePath,
        why: `The system says: ${(cause as Error).message}.`,
        next: 'Choose another folder, or make room on the disk.',
      },
      { cause },
    );
  }
}
