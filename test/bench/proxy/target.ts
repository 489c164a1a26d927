import http, { type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { BODY_BYTES, type Listening, MESSAGE_BYTES, type MessagePath, message } from './wire';

/** The process behind the proxies: a short page, a large body, and websockets. */
const piece = Buffer.alloc(1024 * 1024, 'x');

function sendBody(res: ServerResponse): void {
  res.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': BODY_BYTES });
  let left = BODY_BYTES / piece.length;
  const go = () => {
    while (left > 0) {
      left -= 1;
      if (!res.write(piece)) return void res.once('drain', go);
    }
    res.end();
  };
  go();
}

/** Answers each message that has come in whole. */
function echo(socket: Socket, head: Buffer): void {
  const asked = message(MESSAGE_BYTES['/echo'], true).length;
  const answer = message(MESSAGE_BYTES['/echo'], false);
  let waiting = head.length;
  socket.on('data', ({ length }) => {
    waiting += length;
    for (; waiting >= asked; waiting -= asked) socket.write(answer);
  });
}

function stream(socket: Socket): void {
  const frame = message(MESSAGE_BYTES['/stream'], false);
  const go = () => {
    while (!socket.destroyed && socket.write(frame));
  };
  socket.on('drain', go);
  go();
}

const server = http.createServer({ keepAliveTimeout: 60_000 }, (req, res) => {
  if (req.url?.endsWith('/body')) sendBody(res);
  else res.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': 13 }).end('hello, world\n');
});
server.on('upgrade', (req, socket: Socket, head) => {
  socket.setNoDelay(true).on('error', () => socket.destroy());
  socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
  const path: MessagePath = req.url?.endsWith('/echo') ? '/echo' : '/stream';
  if (path === '/echo') echo(socket, head);
  else stream(socket);
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port } satisfies Listening);
});
