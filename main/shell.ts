import path from 'node:path';
import { app, type BrowserWindow, clipboard, dialog, shell as system } from 'electron';
import type { About, Shell, ShellRequest } from '../driver/api/shell';
import { isWebAddress } from './browser/address';
import type { EmbeddedBrowser } from './browser/browser';
import { computerFacts } from './computerFacts';
import type { Quit } from './quit';
import { saveTo } from './saveTo';
import type { Broadcast } from './streams';

/** What the shell is made from. */
export interface ShellParts {
  window: BrowserWindow;
  browser: EmbeddedBrowser;
  requests: Broadcast<ShellRequest>;
  quit: Quit;
  about: Pick<About, 'dataDir' | 'keyring' | 'headless' | 'demo'>;
  logFile: string;
  openDemo: Shell['openDemo'];
  selfTest: Shell['selfTest'];
}

const OWNER_ONLY = 0o600;

/** What only the desktop app can do, for the API. */
export function createShell({
  window,
  browser,
  requests,
  quit,
  about,
  logFile,
  openDemo,
  selfTest,
}: ShellParts): Shell {
  async function choosePath({ title, fileName }: { title: string; fileName: string }) {
    const { canceled, filePath } = await dialog.showSaveDialog(window, {
      title,
      defaultPath: path.join(app.getPath('documents'), fileName),
    });
    return canceled || !filePath ? undefined : filePath;
  }
  return {
    about: () => ({
      ...about,
      version: app.getVersion(),
      electron: process.versions.electron ?? '',
      platform: process.platform,
    }),
    async chooseImageFiles() {
      const { filePaths } = await dialog.showOpenDialog(window, {
        title: 'Choose image tarballs',
        buttonLabel: 'Import',
        properties: ['openFile', 'multiSelections'],
        filters: [
          { name: 'Image tarballs', extensions: ['tar', 'gz', 'tgz', 'zst', 'tzst', 'img'] },
          { name: 'All files', extensions: ['*'] },
        ],
      });
      return filePaths;
    },
    async chooseDirectory(title) {
      const { filePaths } = await dialog.showOpenDialog(window, {
        title,
        properties: ['openDirectory', 'createDirectory'],
      });
      return filePaths[0];
    },
    async openExternal(url) {
      if (isWebAddress(url)) await system.openExternal(url);
    },
    copyText: text => clipboard.writeText(text),
    async saveText({ text, ...file }) {
      const filePath = await choosePath(file);
      if (filePath !== undefined) await saveTo(filePath, text);
      return filePath;
    },
    async chooseFile(file) {
      const filePath = await choosePath(file);
      if (filePath === undefined) return undefined;
      return {
        path: filePath,
        write: (pieces, { signal }) => saveTo(filePath, pieces, { signal, mode: OWNER_ONLY }),
      };
    },
    showFile: filePath => system.showItemInFolder(filePath),
    facts: () => computerFacts(about),
    openDemo,
    showLogs: () => system.showItemInFolder(logFile),
    answerQuit: answer => quit.answer(answer),
    requests: signal => requests.stream(signal),
    selfTest,
    browser,
  };
}
