import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunningApp } from '../e2e/app';

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../docs/screenshots');
const SIZE = { width: 1280, height: 800 };

/** What the window shows, the embedded browser's pages included, which a picture of the page alone leaves out. */
async function shoot({ app, page }: RunningApp, name: string): Promise<void> {
  // Animations and notifications on their way in are not what the picture is of.
  await page.waitForTimeout(700);
  const png = await app.evaluate(async ({ BrowserWindow, desktopCapturer, screen }) => {
    const window = BrowserWindow.getAllWindows()[0];
    const display = screen.getPrimaryDisplay();
    const [source] = await desktopCapturer.getSources({ types: ['screen'], thumbnailSize: display.size });
    if (!window || !source) throw new Error('There is no window, or no screen.');
    return source.thumbnail.crop(window.getContentBounds()).toPNG().toString('base64');
  });
  await writeFile(path.join(folder, `${name}.png`), Buffer.from(png, 'base64'));
}

/** Sizes the window, and gives what takes a picture of it under a name. */
export async function camera(running: RunningApp, theme: 'light' | 'dark', size = SIZE) {
  await mkdir(folder, { recursive: true });
  await running.page.emulateMedia({ colorScheme: theme });
  await running.app.evaluate(({ BrowserWindow }, { width, height }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(width, height);
  }, size);
  return (name: string) => shoot(running, theme === 'light' ? name : `${name}-${theme}`);
}
