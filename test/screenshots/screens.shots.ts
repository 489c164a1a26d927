import { expect, test } from '../e2e/app';
import { fillTemplate, importImage, openTab, saveAndActivate } from '../e2e/blueprints';
import { connectEngine, destroyAll, show } from '../e2e/screens';
import { camera } from './camera';

for (const theme of ['light', 'dark'] as const) {
  test(`every screen, ${theme}`, async ({ launch }) => {
    const running = await launch();
    const { app, page } = running;
    const take = await camera(running, theme);

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
