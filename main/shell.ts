import path from 'node:path';
import { app, type BrowserWindow, clipboard, dialog, shell as system } from 'electron';
import type { About, Shell, ShellRequest } from '../driver/api/shell';
import { isWebAddress } from './browser/address';
import type { EmbeddedBrowser } from './browser/browser';
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
    async saveText({ title, fileName, text }) {
      const { canceled, filePath } = await dialog.showSaveDialog(window, {
        title,
        defaultPath: path.join(app.getPath('documents'), fileName),
      });
      if (canceled || !filePath) return undefined;
      await saveTo(filePath, text);
      return filePath;
    },
    openDemo,
    showLogs: () => system.showItemInFolder(logFile),
    answerQuit: answer => quit.answer(answer),
    requests: signal => requests.stream(signal),
    selfTest,
    browser,
  };
}
