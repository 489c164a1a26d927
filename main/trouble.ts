import { app, dialog } from 'electron';
import { sentence, toErrorValue } from '../driver/model/errors';
import type { Log } from '../driver/model/log';
import { printError } from './output';

/** Says why the app can't start, in the terminal and, where somebody sees it, in a dialog; then ends it. */
export async function failStart(error: unknown, headless: boolean): Promise<void> {
  const value = toErrorValue(error);
  printError(`Rockpool cannot start. ${sentence(value)}`);
  if (!headless) {
    await app.whenReady();
    await dialog.showMessageBox({
      type: 'error',
      title: 'Rockpool cannot start',
      message: value.what,
      detail: [value.where, value.why, value.next].filter(Boolean).join('\n\n'),
      buttons: ['Quit'],
    });
  }
  app.exit(1);
}

/** What nobody has caught is logged, printed and shown once; the app goes on, since instances depend on it. */
export function showUncaught(log: () => Log | undefined, headless: boolean): void {
  let shown = false;
  const show = (error: unknown) => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    log()?.error('uncaught error', { error: text });
    printError(`Something went wrong inside Rockpool: ${text}`);
    if (shown || headless || !app.isReady()) return;
    shown = true;
    const { what, why, next } = toErrorValue(error);
    void dialog.showMessageBox({
      type: 'warning',
      title: 'Rockpool',
      message: what,
      detail: [why, next].filter(Boolean).join('\n\n'),
      buttons: ['Go on'],
    });
  };
  process.on('uncaughtException', show);
  process.on('unhandledRejection', show);
}
