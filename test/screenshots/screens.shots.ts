import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type RunningApp, test } from '../e2e/app';
import { fillTemplate, importImage, openTab, saveAndActivate } from '../e2e/blueprints';
import { connectEngine, destroyAll, show } from '../e2e/screens';

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

for (const theme of ['light', 'dark'] as const) {
  test(`every screen, ${theme}`, async ({ launch }) => {
    await mkdir(folder, { recursive: true });
    const running = await launch();
    const { app, page } = running;
    await page.emulateMedia({ colorScheme: theme });
    await app.evaluate(({ BrowserWindow }, { width, height }) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(width, height);
    }, SIZE);
    const take = (name: string) => shoot(running, theme === 'light' ? name : `${name}-${theme}`);

    await expect(page.getByRole('button', { name: 'Use this engine' }).first()).toBeVisible();
    await take('welcome');
    await connectEngine(page);
    await importImage(page, 'httpd.tar', 'lab/httpd');
    await importImage(page, 'jupyter.tar', 'lab/jupyter');
    await take('images');

    await openTab(page, 'Plugins');
    await page.getByRole('button', { name: 'Create Template' }).click();
    await fillTemplate(page, { name: 'jupyter', image: 'lab/jupyter' });
    await take('template');
    await page.getByRole('button', { name: 'Use Jupyter settings' }).click();
    await saveAndActivate(page);
    await page.getByRole('button', { name: 'Create Blueprint from jupyter' }).click();
    await saveAndActivate(page);
    await openTab(page, 'Blueprints');
    await take('configure');

    await show(page, 'Dashboard');
    await page.getByRole('button', { name: 'Launch jupyter' }).click();
    await expect(page.locator('tr[data-instance]').first()).toContainText('running');
    await take('dashboard');
    await page.getByRole('button', { name: /^Open in Browser/ }).click();
    const inside = () => app.windows().find(one => one.url().includes('/notebooks/'));
    await expect.poll(() => inside()?.url()).toMatch(/tree/);
    await inside()?.waitForLoadState('networkidle');
    await take('browser');

    await show(page, 'Driver Hosts');
    await take('driver-hosts');
    await show(page, 'Driver Configs');
    await take('driver-configs');
    await show(page, 'Activity');
    await take('activity');
    await show(page, 'Settings');
    await take('settings');
    await show(page, 'Dashboard');
    await destroyAll(page);
  });
}
