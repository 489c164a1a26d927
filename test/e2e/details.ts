import type { Locator } from '@playwright/test';
import Docker from 'dockerode';
import { expect, type RunningApp } from './app';
import { importImage, makeBlueprint } from './blueprints';
import { connectEngine, engineUrl, show } from './screens';

/** An app with one running instance of the little web server, whose details are open. */
export async function inDetails(
  launch: () => Promise<RunningApp>,
  fields: { command?: string; disk?: string } = {},
): Promise<RunningApp & { details: Locator; container: () => Promise<Docker.Container> }> {
  const running = await launch();
  const { page } = running;
  await connectEngine(page);
  await importImage(page, 'httpd.tar', 'lab/httpd');
  await makeBlueprint(page, { name: 'web', image: 'lab/httpd', port: '8080', ...fields });
  await show(page, 'Dashboard');
  await page.getByRole('button', { name: 'Launch web' }).click();
  const row = page.locator('tr[data-instance]').first();
  await expect(row).toContainText('running', { timeout: 60_000 });
  const name = (await row.locator('[data-row-name]').textContent()) ?? '';
  await row.locator('[data-row-name]').press('Enter');
  return {
    ...running,
    details: page.getByRole('dialog'),
    async container() {
      const docker = new Docker({ socketPath: engineUrl().replace('unix://', '') });
      const [found] = await docker.listContainers({ filters: { name: [name.trim()] } });
      return docker.getContainer(found?.Id ?? '');
    },
  };
}
