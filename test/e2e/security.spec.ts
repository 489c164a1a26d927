import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { expect, type RunningApp, test } from './app';

let outside: Server;
let visits = 0;
let outsideUrl: string;
test.beforeAll(async () => {
  outside = createServer((_request, response) => {
    visits += 1;
    response.end('outside');
  });
  await new Promise<void>(resolve => outside.listen(0, '127.0.0.1', resolve));
  outsideUrl = `http://127.0.0.1:${(outside.address() as AddressInfo).port}/`;
});
test.beforeEach(() => {
  visits = 0;
});
test.afterAll(() => void outside.close());

/** Runs code in the page and waits long enough for what it set off to have happened. */
async function attempt(page: Page, script: string): Promise<void> {
  await page.evaluate(script).catch(() => undefined);
  await page.waitForTimeout(300);
}

async function expectUnmoved({ app, page }: RunningApp): Promise<void> {
  expect(page.url()).toMatch(/^app:\/\/ui\//);
  expect(app.windows()).toHaveLength(1);
  expect(visits).toBe(0);
}

test('the window cannot be led away, by whatever means', async ({ launch }) => {
  const running = await launch();
  const { page } = running;
  const link = (attributes: string) =>
    `{ const a = document.createElement('a'); Object.assign(a, ${attributes}); document.body.append(a); a.click(); }`;
  for (const script of [
    `location.href = '${outsideUrl}'`,
    `location.replace('file:///etc/passwd')`,
    link(`{ href: '${outsideUrl}' }`),
    link(`{ href: '${outsideUrl}', target: '_blank' }`),
    `window.open('${outsideUrl}')`,
    `window.open('about:blank')`,
    `{ const f = document.createElement('form'); f.action = '${outsideUrl}'; document.body.append(f); f.submit(); }`,
    `{ const f = document.createElement('iframe'); f.src = '${outsideUrl}'; document.body.append(f); }`,
    `{ const w = document.createElement('webview'); w.setAttribute('src', '${outsideUrl}'); document.body.append(w); }`,
  ]) {
    await attempt(page, script);
    await expectUnmoved(running);
  }
});

test('the page reaches neither the network nor files, and runs no script but its own', async ({ launch }) => {
  const running = await launch();
  const { page } = running;
  await attempt(page, `fetch('${outsideUrl}')`);
  await attempt(page, `new Image().src = '${outsideUrl}'`);
  await attempt(page, `new WebSocket('${outsideUrl.replace('http', 'ws')}')`);
  await attempt(page, `navigator.sendBeacon('${outsideUrl}')`);
  await expectUnmoved(running);
  const inline = page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.inlineRan = true';
    document.body.append(script);
    return 'inlineRan' in window;
  });
  expect(await inline).toBe(false);
  const answers = await page.evaluate(async () => {
    const get = (url: string) =>
      fetch(url).then(
        response => response.status,
        () => 'refused',
      );
    return Promise.all([
      get('app://ui/..%2f..%2fpackage.json'),
      get('app://other/'),
      get('file:///etc/passwd'),
    ]);
  });
  expect(answers).toEqual([404, 'refused', 'refused']);
});

test('pages come with a strict policy and nosniff', async ({ launch }) => {
  const { page } = await launch();
  const headers = await page.evaluate(async () => {
    const { headers } = await fetch(location.href);
    return [headers.get('content-security-policy'), headers.get('x-content-type-options')];
  });
  expect(headers[0]).toContain("default-src 'none'; script-src 'self';");
  expect(headers[0]).not.toContain('unsafe-eval');
  expect(headers[1]).toBe('nosniff');
});

test('the page has one object of ours and nothing of Node', async ({ launch }) => {
  const { app, page } = await launch();
  const seen = await page.evaluate(() => ({
    bridge: Object.keys(window.rockpool ?? {}).sort(),
    node: ['require', 'process', 'Buffer', 'module', 'ipcRenderer'].filter(name => name in window),
  }));
  expect(seen).toEqual({ bridge: ['onAnswer', 'pathForFile', 'send'], node: [] });
  const preferences = await app.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map(contents => {
      const { contextIsolation, sandbox, nodeIntegration, webSecurity } =
        // biome-ignore lint/suspicious/noExplicitAny: not in Electron's types.
        (contents as any).getLastWebPreferences();
      return { contextIsolation, sandbox, nodeIntegration, webSecurity };
    }),
  );
  expect(preferences).toEqual([
    { contextIsolation: true, sandbox: true, nodeIntegration: false, webSecurity: true },
  ]);
});

test('permissions are denied without a question, clipboard writing apart', async ({ launch }) => {
  const { page } = await launch();
  const states = await page.evaluate(async () => {
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read'];
    const asked = await Promise.all(
      names.map(name => navigator.permissions.query({ name: name as PermissionName })),
    );
    const place = await new Promise(resolve =>
      navigator.geolocation.getCurrentPosition(
        () => resolve('given'),
        error => resolve(error.code),
      ),
    );
    return {
      states: asked.map(({ state }) => state),
      place,
      notification: await Notification.requestPermission(),
    };
  });
  expect(states).toEqual({
    states: Array(6).fill('denied'),
    place: 1,
    notification: 'denied',
  });
});

test('messages that are no requests do no harm, and input is checked before anything is done', async ({
  launch,
}) => {
  const { app, page, dataDir } = await launch();
  await app.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { opened });
    shell.openExternal = async url => void opened.push(url);
  });
  await page.evaluate(() => {
    const send = window.rockpool?.send as (message: unknown) => void;
    for (const message of [null, 1, 'x', {}, { type: 'call' }, { type: 'call', id: 1e9, path: '__proto__' }])
      send(message);
    for (const url of ['file:///etc/passwd', 'javascript:alert(1)', 'smb://x/y'])
      send({ type: 'call', id: 900_000, path: 'shell.openExternal', kind: 'mutation', input: { url } });
  });
  await page.waitForTimeout(300);
  expect(await app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)).toEqual([]);
  expect(readFileSync(`${dataDir}/logs/rockpool.log`, 'utf8')).toContain('malformed request dropped');
  await expect(page.getByRole('navigation').first()).toBeVisible();
});

test('a reloaded window gets a link of its own', async ({ launch }) => {
  const { page } = await launch();
  await expect(page.getByRole('navigation').first()).toBeVisible();
  await page.reload();
  await expect(page.getByRole('navigation').first()).toBeVisible();
});
