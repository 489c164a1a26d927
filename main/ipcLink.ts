import { type IpcMainEvent, ipcMain, MessageChannelMain, type WebContents } from 'electron';
import type { LinkTransport } from '../driver/index';
import type { Disposer } from '../driver/model/clock';
import { isAppUrl } from './appUrl';

/**
 * Hands the page in `contents` one end of a port, once a load, and `serve` the other end. Only the page's main frame
 * under `app://ui/` is given one; a reload ends what went over the old port and is given a new one.
 */
export function offerLink(
  contents: WebContents,
  serve: (transport: LinkTransport) => Promise<Disposer>,
): Disposer {
  let end: Disposer = () => undefined;

  function connect({ sender, senderFrame }: IpcMainEvent): void {
    if (sender !== contents || !senderFrame || senderFrame !== sender.mainFrame) return;
    if (!isAppUrl(senderFrame.url)) return;
    end();
    const { port1, port2 } = new MessageChannelMain();
    let closed = false;
    let stop: Disposer = () => undefined;
    end = () => {
      if (closed) return;
      closed = true;
      stop();
      port1.close();
    };
    port1.on('close', end);
    senderFrame.postMessage('rockpool:port', null, [port2]);
    const transport: LinkTransport = {
      send: answer => port1.postMessage(answer),
      onMessage: listener => {
        port1.on('message', ({ data }) => listener(data));
        port1.start();
      },
    };
    serve(transport).then(
      disposer => {
        if (closed) disposer();
        else stop = disposer;
      },
      // A backend that doesn't start is told to the person by who starts it.
      () => undefined,
    );
  }

  ipcMain.on('rockpool:connect', connect);
  contents.on('render-process-gone', () => end());
  contents.once('destroyed', () => end());
  return () => {
    ipcMain.off('rockpool:connect', connect);
    end();
  };
}
