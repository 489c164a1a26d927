import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page } from '@playwright/test';

export type Screen =
  | 'Welcome'
  | 'Dashboard'
  | 'Images'
  | 'Configure'
  | 'Driver Configs'
  | 'Driver Hosts'
  | 'Activity'
  | 'Settings';

/** The engine that tests may use, as DOCKER_HOST has it. */
export function engineUrl(): string {
  const url = process.env.DOCKER_HOST;
  if (!url) throw new Error('DOCKER_HOST names no engine; "npm test -- e2e" brings one.');
  return url;
}

/** Where the lab images are: `httpd.tar`, `variants/…`, `broken/…`. */
export function labImage(name: string): string {
  const folder = process.env.LAB_IMAGES;
  if (!folder) throw new Error('LAB_IMAGES names no folder; "npm test -- e2e" brings one.');
  return `${folder}/${name}`;
}

/** Goes to a screen by the navigation. */
export async function show(page: Page, screen: Screen): Promise<void> {
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: screen }).click();
}

/** On Welcome: makes the engine the pool, and waits until it is ready for launches. */
export async function connectEngine(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Welcome to Rockpool' })).toBeVisible();
  await engineOffer(page, engineUrl()).getByRole('button', { name: 'Use this engine' }).click();
  await expect(page.getByRole('banner').getByText(/\d+ of \d+ slots free/)).toBeVisible();
}

/** What Welcome shows of the engine at this address. */
export function engineOffer(page: Page, url: string): Locator {
  return page
    .locator('.mantine-Paper-root')
    .filter({ has: page.getByRole('button', { name: 'Use this engine' }), hasNot: page.locator('li') })
    .filter({ hasText: url })
    .last();
}

/** Files of the system dragged over the window, as a file manager does it. */
export async function dragFiles(page: Page, paths: string[]) {
  // Nothing is listening for files until the window has been drawn.
  await expect(page.getByRole('navigation', { name: 'Screens' })).toBeVisible();
  const session = await page.context().newCDPSession(page);
  const send = (type: 'dragEnter' | 'dragOver' | 'drop') =>
    session.send('Input.dispatchDragEvent', {
      type,
      x: 400,
      y: 300,
      data: { items: [], files: paths, dragOperationsMask: 1 },
    });
  await send('dragEnter');
  await send('dragOver');
  return { drop: () => send('drop') };
}

/** Drags files of the system over the window and lets them go. */
export async function dropFiles(page: Page, paths: string[]): Promise<void> {
  const drag = await dragFiles(page, paths);
  await drag.drop();
}

/** The row of an image on the screen Images. */
export function imageRow(page: Page, name: string): Locator {
  return page.getByRole('table', { name: 'Images' }).getByRole('row').filter({ hasText: name });
}

/** Colours that are on their way are not the ones that are read. What goes on for ever, as a spinner does, goes on. */
async function untilStill(page: Page): Promise<void> {
  const isStill = () =>
    document
      .getAnimations()
      .every(one => one.playState !== 'running' || one.effect?.getComputedTiming().endTime === Infinity);
  // What has just been asked for begins with the next frame.
  await page.evaluate(() => new Promise(next => requestAnimationFrame(() => requestAnimationFrame(next))));
  await page.waitForFunction(isStill);
}

/**
 * Opens what a button has under it, and waits until all of it is there and stands still, as whoever reads on does: while it
 * opens what is in it is cut off, and moves.
 */
export async function unfold(button: Locator): Promise<void> {
  const part = button.page().locator(`[id="${await button.getAttribute('aria-controls')}"]`);
  await button.click();
  const isWhole = () =>
    part.evaluate(({ clientHeight, scrollHeight }) => clientHeight > 0 && clientHeight === scrollHeight);
  await expect.poll(isWhole).toBe(true);
}

/** Fails with what axe finds on the page as it is now, in light and in dark. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await untilStill(page);
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    expect(found, colorScheme).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}

/** On the Dashboard: destroys what is listed, so that the test leaves nothing. */
export async function destroyAll(page: Page): Promise<void> {
  await page.getByRole('checkbox', { name: 'Select all live instances' }).check();
  await page.getByRole('button', { name: 'Destroy selected' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Destroy/ })
    .click();
  await expect(page.getByRole('heading', { name: 'Nothing runs' })).toBeVisible({ timeout: 60_000 });
}
