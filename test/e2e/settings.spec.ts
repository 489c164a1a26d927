import { expect, test } from './app';
import { connectEngine, dropFiles, expectAccessible, imageRow, labImage, show } from './screens';

test('a folder is chosen in the system dialog, and the usual one can be had back', async ({ launch }) => {
  const { app, page, dataDir } = await launch();
  await show(page, 'Settings');
  await app.evaluate(({ dialog }, folder) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [folder] });
  }, dataDir);
  const field = page.getByRole('region', { name: 'Folders' });
  await field.getByRole('button', { name: 'Choose: Download directory' }).click();
  await expect(field.getByText(dataDir, { exact: true })).toBeVisible();
  await field.getByRole('button', { name: 'Back to the usual folder: Download directory' }).click();
  await expect(field.getByText('your Downloads folder')).toBeVisible();
});

test('About names the version and the data folder, which can be copied', async ({ launch }) => {
  const { app, page, dataDir } = await launch();
  await show(page, 'Settings');
  const about = page.getByRole('region', { name: 'About' });
  await expect(about).toContainText(/Rockpool \d+\.\d+\.\d+, Electron \d+/);
  await about.getByRole('button', { name: "Copy the data folder's path" }).click();
  await expect.poll(() => app.evaluate(({ clipboard }) => clipboard.readText())).toBe(dataDir);
});

test('Activity lists what happened, and finds it by words and by how grave it is', async ({ launch }) => {
  const { page } = await launch();
  await show(page, 'Activity');
  await expect(page.getByRole('heading', { name: 'Nothing has happened yet' })).toBeVisible();
  await show(page, 'Welcome');
  await connectEngine(page);
  await dropFiles(page, [labImage('httpd.tar')]);
  await expect(imageRow(page, 'lab/httpd:latest')).toBeVisible();
  await show(page, 'Activity');
  const lines = page.getByRole('list', { name: 'Events' }).getByRole('listitem');
  await expect(lines.first()).toBeVisible();
  await page.getByRole('textbox', { name: 'Filter events' }).fill('no such words');
  await expect(page.getByText('No event matches.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Filter events' }).fill('docker');
  await expect(lines.first()).toContainText(/docker/i);
  await page.getByText('Errors', { exact: true }).click();
  await expect(page.getByText('No event matches.')).toBeVisible();
});

test('the self-test runs beside the app, and says that all of it worked', async ({ launch }) => {
  const { page } = await launch();
  await show(page, 'Settings');
  await page.getByRole('button', { name: 'Run the self-test…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Self-test' });
  await expect(dialog.getByText('All of it worked, and nothing is left over.')).toBeVisible({
    timeout: 90_000,
  });
  await expect(dialog.getByRole('log')).toContainText('The self-test passed');
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});
