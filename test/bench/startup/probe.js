/**
 * Starts the app whose main file PROBE_MAIN names, and says "usable" on stdout as soon as its first window lists
 * PROBE_ROWS rows and a click on one has shown something. Runs as the main file of an Electron app.
 */
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

/** Runs inside the page. A click counts when what it opens is there. */
function untilUsable(rowSelector, clickSelector, shownSelector, rows) {
  return new Promise(resolve => {
    let clicked = false;
    const look = () => {
      if (!clicked && document.querySelectorAll(rowSelector).length >= rows) {
        clicked = true;
        document.querySelector(clickSelector).click();
      }
      if (clicked && document.querySelector(shownSelector)) resolve();
    };
    new MutationObserver(look).observe(document, { childList: true, subtree: true, attributes: true });
    look();
  });
}

app.once('browser-window-created', (_event, window) => {
  window.webContents.once('dom-ready', async () => {
    const selectors = JSON.parse(process.env.PROBE_SELECTORS);
    const args = [...selectors, Number(process.env.PROBE_ROWS)]
      .map(value => JSON.stringify(value))
      .join(', ');
    await window.webContents.executeJavaScript(`(${untilUsable})(${args})`);
    console.log('usable');
  });
});

await import(pathToFileURL(process.env.PROBE_MAIN).href);
