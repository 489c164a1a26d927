import { api, pathsOf } from '../state/api';
import { show } from '../state/navigation';
import { attempt, notifyError } from '../ui/notify';

/** Starts to import tarballs and shows how it goes. */
async function importPaths(paths: string[]): Promise<void> {
  if (paths.length === 0) return;
  if (await attempt(api.images.importFiles.mutate({ paths }))) show('images');
}

/** What was dropped: files of the system have a path, pictures and texts dragged out of a page have none. */
export async function importDropped(transfer: DataTransfer): Promise<void> {
  const files = [...transfer.items].flatMap(item => item.getAsFile() ?? []);
  const paths = pathsOf(files);
  if (paths.length === 0) {
    notifyError(
      new Error('What was dropped is no file of this computer. Drop image tarballs from a file manager.'),
    );
    return;
  }
  await importPaths(paths);
}

/** Lets the person choose tarballs, then imports them. */
export async function chooseImages(): Promise<void> {
  try {
    await importPaths(await api.shell.chooseImageFiles.mutate());
  } catch (thrown) {
    notifyError(thrown);
  }
}
