import { expect, test } from '../e2e/app';
import { listeningCloud, newCloudPool } from '../e2e/cloud';
import { camera } from './camera';

/** What is to be seen is in the middle. */
const SIZE = { width: 1080, height: 660 };

for (const theme of ['light', 'dark'] as const) {
  test(`a pool in a cloud, ${theme}`, async ({ launch }) => {
    await using listening = await listeningCloud();
    const { password } = listening.cloud.config();
    const running = await launch({ env: { OS_CLIENT_CONFIG_FILE: listening.file } });
    const { page } = running;
    const take = await camera(running, theme, SIZE);
    const making = await newCloudPool(page);
    await making.getByRole('combobox', { name: 'Cloud' }).selectOption('course');
    await making.getByRole('button', { name: 'Test', exact: true }).click();
    await expect(making.getByText(/left of \d+/)).toBeVisible();
    // Its beginning is where the clouds are chosen; the test is what the picture is of.
    await making.getByRole('region', { name: 'Test of the cloud' }).evaluate(one => one.scrollIntoView());
    expect(await page.content()).not.toContain(password);
    await take('cloud');
    await making.getByRole('button', { name: 'Make pool' }).click();
    await expect(making).toBeHidden();

    const pool = page.getByRole('region', { name: 'Pool DockerDriver' });
    const flavor = pool.getByRole('combobox', { name: 'Small flavor', exact: true });
    await expect(flavor).toBeVisible();
    await flavor.evaluate(one => one.scrollIntoView({ block: 'center' }));
    await flavor.focus();
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('option').first()).toBeVisible();
    await expect(page.getByText('The pool DockerDriver is made.')).toBeHidden({ timeout: 30_000 });
    await take('cloud-settings');
  });
}
