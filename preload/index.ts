import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Bridge, LinkAnswer, LinkRequest } from '../driver/api/link';

/** Requests from before the port is here. */
const waiting: LinkRequest[] = [];
let port: MessagePort | undefined;
let listener: (answer: LinkAnswer) => void = () => undefined;

ipcRenderer.once('rockpool:port', event => {
  port = event.ports[0];
  if (!port) return;
  port.onmessage = ({ data }) => listener(data);
  for (const request of waiting.splice(0)) port.postMessage(request);
});
ipcRenderer.send('rockpool:connect');

const bridge: Bridge = {
  send(request) {
    if (port) port.postMessage(request);
    else waiting.push(request);
  },
  onAnswer(next) {
    listener = next;
  },
  pathForFile: file => webUtils.getPathForFile(file),
};
contextBridge.exposeInMainWorld('rockpool', bridge);
