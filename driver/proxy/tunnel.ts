import http, { type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock, Disposer } from '../model/clock';
import type { Admission } from './admission';
import { connect } from './connection';
import { codeOf, type ForwardContext, pageOf } from './forward';
import { type Exchange, type FlatHeaders, requestHeaders, responseHeaders } from './headers';
import { MAX_HEADER_BYTES } from './lane';
import { answer, pages } from './pages';
import type { Target } from './targets';

/** A kernel may take its time to start before its websocket opens. */
const HANDSHAKE_TIMEOUT_MS = 5 * 60_000;
/** How long one side may go on after the other has said its last. */
const HALF_OPEN_MS = 30_000;

/** An answer on a connection that asked for an upgrade and doesn't get one. The connection ends with it. */
export function answerOn(req: IncomingMessage, socket: Socket): ServerResponse {
  const res = new ServerResponse(req);
  res.shouldKeepAlive = false;
  res.assignSocket(socket);
  res.once('finish', () => {
    res.detachSocket(socket);
    socket.destroySoon();
  });
  return res;
}

/**
 * Passes on a websocket's handshake, and once the target has agreed everything in both directions as it comes.
 * A target that answers with something else (401, 404, …) is heard as well.
 */
export function tunnel(
  req: IncomingMessage,
  client: Socket,
  head: Buffer,
  admission: Admission,
  target: Target,
  context: ForwardContext & { clock: Clock },
): void {
  const exchange: Exchange = { admission, cookieNames: target.cookieNames, proxyPort: context.proxyPort };
  const { headers, bounded } = requestHeaders(req, exchange);
  headers.push('Connection', 'Upgrade', 'Upgrade', 'websocket');
  const asked = http.request({
    method: 'GET',
    path: admission.path,
    headers,
    maxHeaderSize: MAX_HEADER_BYTES,
    createConnection: (_, done) => {
      const passedOn = () => client.writableLength === 0;
      // One of the two, and any stream: Node's types want both, and a socket.
      connect(
        target.way,
        context.clock,
        passedOn,
        done as (error: Error | null, stream: Duplex | null) => void,
      );
      return undefined;
    },
  });
  const giveUp = context.clock.timer(HANDSHAKE_TIMEOUT_MS, () => asked.destroy(new HandshakeTimeout()));
  const gone = () => {
    asked.destroy();
    client.destroy();
  };
  const settle = watchForEnd(client, gone, giveUp);

  asked.on('error', error => {
    settle();
    if (client.destroyed) return;
    const code = codeOf(error);
    context.onTrouble(admission, code);
    answer(req, answerOn(req, client), pageOf(code));
  });
  asked.once('response', refused => {
    settle();
    refused.once('error', () => client.destroy());
    client.once('close', () => refused.destroy());
    const res = answerOn(req, client);
    const { statusCode: status = 0, statusMessage = '', rawHeaders } = refused;
    if (status < 200) {
      refused.destroy();
      answer(req, res, pages.broken);
      return;
    }
    res.writeHead(status, statusMessage, responseHeaders(rawHeaders, exchange, bounded));
    refused.pipe(res);
  });
  asked.once('upgrade', (agreed, server: Socket, early) => {
    settle();
    const answered = responseHeaders(agreed.rawHeaders, exchange, bounded);
    answered.push('Connection', 'Upgrade', 'Upgrade', 'websocket');
    client.write(headOf(agreed, answered), 'latin1');
    if (early.length > 0) server.unshift(early);
    if (head.length > 0) client.unshift(head);
    join(client, server, context.clock);
  });
  asked.end();
}

/**
 * Tells when a client goes away that is only waiting: a connection that nobody reads doesn't notice. What it sends
 * meanwhile stays where it is. The result ends the watch, and the deadline with it.
 */
function watchForEnd(client: Socket, gone: () => void, giveUp: Disposer): Disposer {
  const look = () => client.read(0);
  client.on('readable', look).once('end', gone).once('close', gone);
  return () => {
    giveUp();
    client.off('readable', look).off('end', gone).off('close', gone);
  };
}

class HandshakeTimeout extends Error {
  readonly code = 'UND_ERR_HEADERS_TIMEOUT';
}

function headOf(agreed: IncomingMessage, headers: FlatHeaders): string {
  let text = `HTTP/1.1 101 ${agreed.statusMessage || 'Switching Protocols'}\r\n`;
  for (let at = 0; at < headers.length; at += 2) text += `${headers[at]}: ${headers[at + 1]}\r\n`;
  return `${text}\r\n`;
}

/** Ties two connections together: data, ends, and failures of one reach the other. */
function join(client: Socket, server: Socket, clock: Clock): void {
  let stop: Disposer | undefined;
  const pairs = [
    [client, server],
    [server, client],
  ] as const;
  for (const [from, to] of pairs) {
    from.setTimeout(0);
    from.setNoDelay(true);
    from.setKeepAlive(true, 60_000);
    from.once('error', () => to.destroy());
    from.once('end', () => {
      stop ??= clock.timer(HALF_OPEN_MS, () => {
        client.destroy();
        server.destroy();
      });
    });
    from.once('close', () => {
      stop?.();
      to.destroySoon();
    });
    from.pipe(to);
  }
}

/** True if a request asks for a websocket, and not for another protocol. */
export function isWebSocket(req: IncomingMessage): boolean {
  return req.method === 'GET' && (req.headers.upgrade ?? '').toLowerCase() === 'websocket';
}
