/**
 * Starts the app whose main file PROBE_MAIN names, watches the main process's event loop while the app idles and while it
 * does the work that PROBE_WORK names, and says on stdout, as JSON, what it saw. Runs as the main file of an Electron
 * app. The work goes the way a click goes: from the window's page, over its bridge.
 */
import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';
import { watchLoop } from './watchLoop.js';

const SETTLE_MS = 3000;
const IDLE_MS = 10_000;
const LOOK_MS = 100;

const { image, imageDirectory, blueprintId, followed, launches } = JSON.parse(process.env.PROBE_WORK);

/** Runs inside the page. The page's own requests count up from 1; it leaves answers to others alone. */
function beginWork(paths, blueprint, instance, count) {
  let id = 1e9;
  const send = request => {
    id += 1;
    window.rockpool.send({ id, ...request });
  };
  const call = (path, input) => send({ type: 'call', kind: 'mutation', path, input });
  send({ type: 'listen', path: 'instances.runningLog', input: { id: instance, follow: true } });
  // Takes what comes, as a window that keeps up does.
  const log = id;
  setInterval(() => window.rockpool.send({ type: 'taken', id: log, values: 1000 }), 50);
  call('images.importFiles', { paths });
  for (let i = 0; i < count; i += 1) {
    call('instances.launch', { blueprintId: blueprint, requestId: crypto.randomUUID() });
  }
}

/** Runs inside the page. */
function runningRows() {
  return [...document.querySelectorAll('tr[data-instance]')].filter(row => /running/i.test(row.textContent))
    .length;
}

const inPage = (window, work, ...values) =>
  window.webContents.executeJavaScript(`(${work})(${values.map(value => JSON.stringify(value)).join(', ')})`);

app.once('browser-window-created', (_event, window) => {
  window.webContents.once('dom-ready', async () => {
    // All rows are in sight: those out of it are not in the page.
    window.setContentSize(1280, 2400);
    const rows = async count => {
      while ((await inPage(window, runningRows)) < count) await sleep(LOOK_MS);
    };
    const images = async () =>
      (await readdir(imageDirectory)).filter(name => name.endsWith('.img') && !name.startsWith('.')).length;
    await rows(1);
    await sleep(SETTLE_MS);
    const idle = await watchLoop(() => sleep(IDLE_MS));
    const before = await images();
    const load = await watchLoop(async () => {
      await inPage(window, beginWork, [image], blueprintId, followed, launches);
      await rows(launches + 1);
      while ((await images()) <= before) await sleep(LOOK_MS);
    });
    console.log(JSON.stringify({ idle, load }));
  });
});

await import(pathToFileURL(process.env.PROBE_MAIN).href);
