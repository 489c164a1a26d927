import { expect, test } from './app';
import { destroySample, instanceRows } from './sample';
import { show } from './screens';

test('the demo says that it is simulated, and its instances open in the embedded browser', async ({
  launch,
}) => {
  test.setTimeout(240_000);
  const { app, page } = await launch({ args: ['--demo'] });
  await expect(page.getByText('simulated', { exact: true }).first()).toBeVisible();
  const title = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle());
  expect(title).toContain('simulated');
  await show(page, 'Dashboard');
  await page.getByRole('button', { name: 'Launch Statistics course' }).click();
  await expect(instanceRows(page).filter({ hasText: 'running' }).first()).toBeVisible({ timeout: 150_000 });
  await page.getByRole('button', { name: /^Open in Browser/ }).click();
  const opened = () => app.windows().find(candidate => candidate.url().includes('/notebooks/'));
  await expect.poll(async () => (await opened()?.content()) ?? '').toContain('Simulated');
  await destroySample(page);
});
