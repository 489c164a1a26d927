/**
 * Starts the app whose main file PROBE_MAIN names, and says on stdout, as JSON, what PROBE_WORK asks for: what memory it
 * takes, and how the loops of main process and window fare while so many launches and ends a second are asked for from the
 * window's page and the table of hosts is scrolled. Runs as the main file of an Electron app.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { app, contentTracing, MessageChannelMain } from 'electron';
import { watchLoop } from '../loop/watchLoop.js';

const SETTLE_MS = 15_000;
const MIB = 1024 * 1024;
const { hosts, blueprintId, aSecond, forMs, traceFile } = JSON.parse(process.env.PROBE_WORK);

/** Diffs of the change stream that are sent to the window, and the records in them. */
const sent = { diffs: 0, records: 0 };
const ports = Object.getPrototypeOf(new MessageChannelMain().port1);
const { postMessage } = ports;
ports.postMessage = function post(message, ...rest) {
  if (message?.type === 'data' && message.value?.type === 'diff') {
    sent.diffs += 1;
    for (const { put = {}, removed = [] } of Object.values(message.value.diff)) {
      sent.records += Object.keys(put).length + removed.length;
    }
  }
  return postMessage.call(this, message, ...rest);
};

/** Runs inside the page: shows the hosts. */
function showHosts() {
  const links = [...document.querySelectorAll('nav a, nav button, a')];
  links.find(link => link.textContent.trim().startsWith('Driver Hosts'))?.click();
  return document.querySelectorAll('tr[data-host]').length;
}

/** Runs inside the page: the work of people, and how the page fares with it. */
async function work(blueprint, everyMs, durationMs) {
  let id = 1e9;
  const call = (path, input) => {
    id += 1;
    window.rockpool.send({ type: 'call', kind: 'mutation', id, path, input });
  };
  const tasks = [];
  new PerformanceObserver(list => {
    for (const { duration } of list.getEntries()) tasks.push(duration);
  }).observe({ entryTypes: ['longtask'] });
  const begun = performance.now();
  const delays = [];
  const rows = { most: 0, allowed: 0 };
  let launched = performance.now();
  let scrolled = performance.now();
  while (performance.now() - begun < durationMs) {
    const before = performance.now();
    await new Promise(resolve => setTimeout(resolve, 5));
    delays.push(Math.max(0, performance.now() - before - 5));
    // Those that are late, too, where something else has the processor: it is so many a second that are asked for.
    while (performance.now() - launched >= everyMs) {
      launched += everyMs;
      call('instances.launch', { blueprintId: blueprint, requestId: crypto.randomUUID() });
    }
    if (performance.now() - scrolled < 100) continue;
    scrolled = performance.now();
    const all = document.querySelectorAll('tr[data-host]');
    let box = all[0]?.parentElement;
    while (box && box.scrollHeight <= box.clientHeight + 1) box = box.parentElement;
    if (!box) continue;
    const visible = Math.ceil(box.clientHeight / all[0].getBoundingClientRect().height) + 1;
    rows.most = Math.max(rows.most, all.length);
    rows.allowed = visible + 2 * 8;
    box.scrollTop = box.scrollTop + box.clientHeight * 1.5 >= box.scrollHeight ? 0 : box.scrollTop + 400;
  }
  return { delays, longTasks: tasks, rows };
}

const inPage = (window, run, ...values) =>
  window.webContents.executeJavaScript(`(${run})(${values.map(value => JSON.stringify(value)).join(', ')})`);

app.once('browser-window-created', (_event, window) => {
  window.webContents.once('dom-ready', async () => {
    const deadline = performance.now() + 120_000;
    while ((await inPage(window, showHosts)) < Math.min(hosts, 5)) {
      if (performance.now() > deadline) throw new Error('No hosts are shown.');
      await sleep(500);
    }
    await sleep(SETTLE_MS);
    const result = { memoryMiB: process.memoryUsage().rss / MIB };
    if (aSecond > 0) {
      const before = { ...sent };
      let page;
      await contentTracing.startRecording({ included_categories: ['toplevel'], excluded_categories: ['*'] });
      const main = await watchLoop(async () => {
        page = await inPage(window, work, blueprintId, 1000 / aSecond, forMs);
      });
      Object.assign(result, {
        pids: { main: process.pid, window: window.webContents.getOSProcessId() },
        main,
        page,
        diffs: sent.diffs - before.diffs,
        records: sent.records - before.records,
        memoryMiB: process.memoryUsage().rss / MIB,
      });
      await contentTracing.stopRecording(traceFile);
    } else {
      result.main = await watchLoop(() => sleep(forMs));
      result.page = await inPage(window, work, blueprintId, 1e9, forMs);
    }
    console.log(JSON.stringify(result));
  });
});

await import(pathToFileURL(process.env.PROBE_MAIN).href);
