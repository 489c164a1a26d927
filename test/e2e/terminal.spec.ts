import type { Locator } from '@playwright/test';
import type Docker from 'dockerode';
import { expect, test } from './app';
import { inDetails } from './details';
import { destroyAll, expectAccessible } from './screens';

const screen = (details: Locator) => details.locator('.xterm-rows');
/** The commands that run in a container. */
async function commandsIn(container: Docker.Container): Promise<string> {
  const { Processes } = await container.top();
  return Processes.map((fields: string[]) => fields.at(-1)).join('\n');
}
async function openTerminal(details: Locator): Promise<void> {
  await details.getByRole('tab', { name: 'Terminal' }).click();
  await expect(details.getByRole('status').filter({ hasText: 'A shell in the container' })).toBeVisible();
  await expect(screen(details)).toContainText(/[$#]/);
  await expect(details.getByRole('textbox', { name: 'Terminal input' })).toBeFocused();
}

test('a shell is opened in an instance, answers, is resized, outlives its pane, and ends', async ({
  launch,
}) => {
  const { page, details, container } = await inDetails(launch);
  await openTerminal(details);
  await page.keyboard.type('echo the sum is $((40 + 2))');
  await page.keyboard.press('Enter');
  await expect(screen(details)).toContainText('the sum is 42');
  await expectAccessible(page);

  // Escape is the program's; the pane stays.
  await page.keyboard.press('Escape');
  await expect(details).toBeVisible();
  // What is typed before the shell has taken an interrupt is lost with it.
  await page.keyboard.press('Control+C');
  await expect(screen(details)).toContainText(/the sum is 42.*[$#].*[$#]/s);
  await page.keyboard.type('size=$(stty size); echo "now: $size"');
  await page.keyboard.press('Enter');
  await expect(screen(details)).toContainText(/now: \d+ \d+/);

  // It goes on while another tab, or nothing of it, is shown.
  await page.keyboard.type('sleep 4321');
  await page.keyboard.press('Enter');
  await details.getByRole('tab', { name: 'Configuration' }).click();
  await page.keyboard.press('Escape');
  await expect(details).toBeHidden();
  expect(await commandsIn(await container())).toContain('sleep 4321');
  await page.locator('[data-row-name]').first().press('Enter');
  await details.getByRole('tab', { name: 'Terminal' }).click();
  await expect(screen(details)).toContainText('sleep 4321');
  await page.keyboard.press('Control+C');
  await expect(screen(details)).toContainText(/sleep 4321.*\^C.*[$#]/s);
  await page.keyboard.type('exit 3');
  await page.keyboard.press('Enter');
  await expect(details.getByText('The shell has ended with exit code 3.')).toBeVisible();

  await details.getByRole('button', { name: 'Open another shell' }).click();
  await expect(details.getByText('A shell in the container')).toBeVisible();
  await details.getByRole('button', { name: 'Close the terminal' }).click();
  await expect(details.getByText('The terminal is closed.')).toBeVisible();
  await expect.poll(async () => commandsIn(await container())).not.toMatch(/^(\/bin\/)?(ba)?sh$/m);
  await page.keyboard.press('Escape');
  await destroyAll(page);
});

test('what is selected is copied, what is on the clipboard is pasted, and the keyboard finds out again', async ({
  launch,
}) => {
  const { app, page, details } = await inDetails(launch);
  await openTerminal(details);
  await app.evaluate(({ clipboard }) => clipboard.writeText('echo pasted-$((1 + 1))'));
  await page.keyboard.press('Control+Shift+V');
  await expect(screen(details)).toContainText('echo pasted-');
  await page.keyboard.press('Enter');
  await expect(screen(details)).toContainText('pasted-2');
  // The terminal takes the mouse above its lines.
  await screen(details).getByText('pasted-2').last().dblclick({ force: true });
  await page.keyboard.press('Control+Shift+C');
  await expect.poll(() => app.evaluate(({ clipboard }) => clipboard.readText())).toContain('pasted');
  await page.keyboard.press('Shift+Escape');
  await expect(details.getByRole('button', { name: 'Close the terminal' })).toBeFocused();
  await details.getByRole('switch', { name: 'Screen reader' }).check();
  await expect(details.locator('.xterm-accessibility')).toContainText('pasted-2');
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(details).toBeHidden();
  await destroyAll(page);
});

test('a program that writes without end leaves the window usable and its memory bounded', async ({
  launch,
}) => {
  const { app, page, details } = await inDetails(launch);
  await openTerminal(details);
  const memory = () => app.evaluate(() => process.memoryUsage().rss);
  const before = await memory();
  await page.keyboard.type('yes');
  await page.keyboard.press('Enter');
  await expect(screen(details)).toContainText('y');
  // The window answers all the while.
  for (let i = 0; i < 5; i += 1) {
    await details.getByRole('tab', { name: 'Configuration' }).click();
    await expect(details.getByRole('table', { name: 'Configuration' })).toBeVisible();
    await details.getByRole('tab', { name: 'Terminal' }).click();
    await expect(screen(details)).toBeVisible();
  }
  expect((await memory()) - before).toBeLessThan(150 * 1024 * 1024);
  await page.keyboard.press('Control+C');
  await expect(screen(details)).toContainText(/\^C.*[$#]/s, { timeout: 60_000 });
  await page.keyboard.type('echo stop\\ped');
  await page.keyboard.press('Enter');
  await expect(screen(details)).toContainText('stopped', { timeout: 60_000 });
  await details.getByRole('button', { name: 'Close the terminal' }).click();
  await page.keyboard.press('Escape');
  await destroyAll(page);
});

test('when the instance goes, its terminal says so', async ({ launch }) => {
  const { details, container } = await inDetails(launch);
  await openTerminal(details);
  await (await container()).kill();
  await expect(details.getByRole('tabpanel')).toContainText(/ended|needs a running instance/, {
    timeout: 30_000,
  });
  await expect(details.getByRole('tabpanel')).toContainText('needs a running instance', { timeout: 60_000 });
});
