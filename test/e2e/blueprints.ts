import { expect, type Page } from '@playwright/test';
import { dropFiles, imageRow, labImage, show } from './screens';

/** What the form of a template is filled with; the rest stays as the form has it. */
export interface TemplateFields {
  name: string;
  image: string;
  /** Default: the one that the form has chosen. */
  pool?: string;
  /** Default: what the form has filled in from the image. */
  port?: string;
  lifetime?: string;
  command?: string;
  disk?: string;
  /** Its server knows nothing of a prefix. */
  rewrite?: true;
}

export async function importImage(page: Page, file: string, name: string): Promise<void> {
  await show(page, 'Images');
  await dropFiles(page, [labImage(file)]);
  await expect(imageRow(page, name)).toBeVisible({ timeout: 60_000 });
}

export async function openTab(
  page: Page,
  tab: 'Plugins' | 'Blueprint Templates' | 'Blueprints',
): Promise<void> {
  await show(page, 'Configure');
  await page.getByRole('tab', { name: tab, exact: tab === 'Plugins' }).click();
}

/** Fills in the form of a template that is open. */
export async function fillTemplate(page: Page, fields: TemplateFields): Promise<void> {
  const { name, image, pool, port, lifetime, command, disk, rewrite } = fields;
  if (pool !== undefined) await page.getByRole('combobox', { name: 'Pool' }).selectOption(pool);
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('combobox', { name: 'Docker image' }).fill(image);
  // The list of choices would lie over the next field.
  await page.getByRole('combobox', { name: 'Docker image' }).press('Tab');
  if (port !== undefined) await page.getByRole('textbox', { name: 'Internal port' }).fill(port);
  if (lifetime !== undefined) await page.getByRole('textbox', { name: 'Maximum life-time' }).fill(lifetime);
  if (command !== undefined) await page.getByRole('textbox', { name: 'Launch command' }).fill(command);
  if (disk !== undefined) await page.getByRole('textbox', { name: 'Disk limit' }).fill(disk);
  if (rewrite) await page.getByRole('switch', { name: /^Rewrite the proxy url/ }).check();
}

export async function saveAndActivate(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save and activate' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
}

/** A template and a blueprint of the same name, both active. */
export async function makeBlueprint(page: Page, fields: TemplateFields): Promise<void> {
  await openTab(page, 'Plugins');
  await page.getByRole('button', { name: 'Create Template' }).click();
  await fillTemplate(page, fields);
  await saveAndActivate(page);
  await page.getByRole('button', { name: `Create Blueprint from ${fields.name}` }).click();
  await saveAndActivate(page);
}
