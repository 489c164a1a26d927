import type { Page } from '@playwright/test';
import { expect, test } from './app';
import { fillTemplate, importImage, makeBlueprint, openTab, saveAndActivate } from './blueprints';
import { connectEngine, expectAccessible } from './screens';

const rowOf = (page: Page, table: string, name: string) =>
  page.getByRole('table', { name: table }).getByRole('row').filter({ hasText: name });

test('the example of the manual can be typed in as it stands there', async ({ launch }) => {
  const { page } = await launch();
  await openTab(page, 'Plugins');
  await expect(page.getByRole('heading', { name: 'No pool yet' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Open Welcome' }).click();
  await connectEngine(page);
  await openTab(page, 'Plugins');
  await expect(page.getByRole('heading', { name: 'DockerDriver' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Create Template' }).click();
  await fillTemplate(page, { name: 'docker-rstudio', image: 'rocker/rstudio', port: '8787' });
  await expect(page.getByText('"rocker/rstudio" is not in the image directory yet.')).toBeVisible();
  await expectAccessible(page);
  await saveAndActivate(page);
  await expect(rowOf(page, 'Blueprint templates', 'docker-rstudio')).toContainText('active');
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Create Blueprint from docker-rstudio' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('docker-rstudio-10m');
  await page
    .getByRole('textbox', { name: 'Description' })
    .fill('Rocker RStudio image, use rstudio/rstudio as credentials');
  for (const attribute of ['Docker image', 'Internal port', 'Maximum life-time']) {
    await page.getByRole('switch', { name: `Override "${attribute}` }).click();
  }
  await page.getByRole('combobox', { name: 'Docker image' }).fill('rocker/rstudio');
  await page.getByRole('textbox', { name: 'Internal port' }).fill('8787');
  await page.getByRole('textbox', { name: 'Maximum life-time' }).fill('10m');
  await expectAccessible(page);
  await saveAndActivate(page);
  const row = rowOf(page, 'Blueprints', 'docker-rstudio-10m');
  await expect(row).toContainText('active');
  await expect(row).toContainText('not in the image directory');
  await expectAccessible(page);
});

test('bad values get a sentence each, and nothing is saved until they are right', async ({ launch }) => {
  const { page } = await launch();
  await connectEngine(page);
  await openTab(page, 'Plugins');
  await page.getByRole('button', { name: 'Create Template' }).click();
  const bad: [string, string, RegExp][] = [
    ['Internal port', '0', /A port is between 1 and 65535/],
    ['Internal port', '70000', /A port is between 1 and 65535/],
    ['Internal port', 'abc', /Write the port as a whole number/],
    ['Memory limit', '512', /number with its unit/],
    ['Memory limit', '-1', /number with its unit/],
    ['Maximum life-time', '1x', /days, hours and minutes/],
    ['Maximum life-time', '100h 99m', /days, hours and minutes/],
    ['Maximum life-time', '', /days, hours and minutes/],
    ['Environment variables', 'A="b', /opened and never closed/],
  ];
  for (const [field, value, sentence] of bad) {
    await page.getByRole('textbox', { name: field }).fill(value);
    await expect(page.getByRole('textbox', { name: field })).toHaveAccessibleDescription(sentence);
  }
  await page.getByRole('button', { name: 'Save and activate' }).click();
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveAccessibleDescription(/Give it a name/);
  await expectAccessible(page);

  await page.keyboard.press('Escape');
  await expect(page.getByText('What you typed is not saved yet.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText('What you typed is not saved yet.')).toBeHidden();
  await expect(page.getByRole('dialog', { name: 'Create Template' })).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByText('No template yet')).toBeVisible();
});

test('an imported image fills in its port and shows its command', async ({ launch }) => {
  const { page } = await launch();
  await connectEngine(page);
  await importImage(page, 'httpd.tar', 'lab/httpd');
  await openTab(page, 'Plugins');
  await page.getByRole('button', { name: 'Create Template' }).click();
  await page.getByRole('combobox', { name: 'Docker image' }).click();
  await page.getByRole('option', { name: 'lab/httpd' }).click();
  await expect(page.getByRole('textbox', { name: 'Internal port' })).toHaveValue('8080');
  await expect(page.getByRole('textbox', { name: 'Launch command' })).toHaveAttribute('placeholder', /httpd/);
});

test('templates and blueprints are switched off, copied, reconfigured and deleted', async ({ launch }) => {
  const { page } = await launch();
  await connectEngine(page);
  await makeBlueprint(page, { name: 'web', image: 'lab/httpd', port: '8080' });

  await openTab(page, 'Blueprint Templates');
  await page.getByRole('button', { name: 'Delete web' }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByText('These blueprints are made from it: web.')).toBeVisible();

  await page.getByRole('button', { name: 'Copy web' }).click();
  const copy = rowOf(page, 'Blueprint templates', 'web - Copy');
  await expect(copy).toContainText('inactive');
  await copy.getByRole('button', { name: 'Delete web - Copy' }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(copy).toBeHidden();

  await page.getByRole('button', { name: 'Deactivate web' }).click();
  await expect(page.getByRole('dialog')).toContainText('These blueprints made from it are active');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Its blueprints too' }).click();
  await expect(rowOf(page, 'Blueprint templates', 'web')).toContainText('inactive');
  await openTab(page, 'Blueprints');
  await expect(rowOf(page, 'Blueprints', 'web')).toContainText('inactive');

  await page.getByRole('button', { name: 'Reconfigure web' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('web pages');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(rowOf(page, 'Blueprints', 'web pages')).toBeVisible();
  await page.getByRole('button', { name: 'Activate web pages' }).click();
  await expect(page.getByRole('button', { name: 'Deactivate web pages' })).toBeVisible();
});
