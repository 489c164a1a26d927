/** The least that an Electron app with the same job to show can be: one file, one window, a list, a click. */
import { app, BrowserWindow } from 'electron';

const rows = Array.from(
  { length: 3 },
  (_, i) => `<tr><td><button>instance ${i}</button></td><td>running</td></tr>`,
);
const page = `<!doctype html><title>Baseline</title><table>${rows.join('')}</table><script>
document.querySelector('button').onclick = () => {
  const shown = document.createElement('p');
  shown.id = 'details';
  shown.textContent = 'Details';
  document.body.append(shown);
};
</script>`;

void app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1280, height: 860 });
  void window.loadURL(`data:text/html,${encodeURIComponent(page)}`);
});
