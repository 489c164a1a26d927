import net, { type Socket } from 'node:net';
import { quantile } from '../contract';
import { BODY_BYTES, type Figure, type Job, MESSAGE_BYTES, type MessagePath, message } from './wire';

/** The process in front of the proxies. It reads into the same memory again and again and parses first heads only. */
const CONNECTIONS = 16;
const WARM_UP_MS = 250;
const RUN_MS = 1_000;
const PEOPLE = 4;
const CALM_PAUSE_MS = 5;
const CALM_RUN_MS = 3_000;
const memory = Buffer.allocUnsafeSlow(1024 * 1024);

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

/**
 * Asks for something, waits for the head of the answer, and hands over the number of bytes of everything after it.
 * @throws if the status is not the expected one
 */
function open(port: number, request: string, status: number, onBytes: (bytes: number, head: string) => void) {
  return new Promise<Socket>((resolve, reject) => {
    let head: string | undefined = '';
    let whole = '';
    const socket = net.connect({
      host: '127.0.0.1',
      port,
      noDelay: true,
      onread: {
        buffer: memory,
        callback: (bytes, piece) => {
          if (head === undefined) {
            onBytes(bytes, whole);
            return true;
          }
          head += Buffer.from(piece.buffer, piece.byteOffset, bytes).toString('latin1');
          const end = head.indexOf('\r\n\r\n') + 4;
          if (end < 4) return true;
          if (!head.startsWith(`HTTP/1.1 ${status} `)) {
            reject(new Error(`The proxy answered: ${head.slice(0, end)}`));
            socket.destroy();
            return false;
          }
          whole = head.slice(0, end);
          const rest = head.length - end;
          head = undefined;
          resolve(socket);
          onBytes(rest, whole);
          return true;
        },
      },
    });
    socket.on('error', reject);
    socket.write(request, 'latin1');
  });
}

/** Counts what happens in a time, after a warm-up; per second. */
async function rate(count: () => number, sockets: readonly Socket[]): Promise<number> {
  await pause(WARM_UP_MS);
  const [before, since] = [count(), performance.now()];
  await pause(RUN_MS);
  const figure = (count() - before) / ((performance.now() - since) / 1000);
  for (const socket of sockets) socket.destroy();
  return figure;
}

async function gets(port: number, prefix: string): Promise<number> {
  const request = `GET ${prefix}/small HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAccept: */*\r\n\r\n`;
  let answers = 0;
  const connection = () => {
    let socket: Socket | undefined;
    let waiting = 0;
    return open(port, request, 200, (bytes, head) => {
      waiting += bytes + (socket ? 0 : head.length);
      const length = head.length + Number(/content-length: *(\d+)/i.exec(head)?.[1]);
      if (waiting < length) return;
      waiting -= length;
      answers += 1;
      socket?.write(request, 'latin1');
    }).then(opened => {
      socket = opened;
      socket.write(request, 'latin1');
      return opened;
    });
  };
  const sockets = await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  return rate(() => answers, sockets);
}

/** The 99th percentile of the ms that a small answer takes, of as many as a few people ask for. */
async function calm(port: number, prefix: string): Promise<number> {
  const request = `GET ${prefix}/small HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAccept: */*\r\n\r\n`;
  const took: number[] = [];
  const begun = performance.now();
  const person = async () => {
    let answered: () => void = () => undefined;
    const socket = await open(port, request, 200, () => answered());
    while (performance.now() - begun < CALM_RUN_MS) {
      await pause(CALM_PAUSE_MS);
      const asked = performance.now();
      await new Promise<void>(resolve => {
        answered = resolve;
        socket.write(request, 'latin1');
      });
      took.push(performance.now() - asked);
    }
    socket.destroy();
  };
  await Promise.all(Array.from({ length: PEOPLE }, person));
  return quantile(took, 0.99);
}

/** MB/s of one large answer. */
async function body(port: number, prefix: string): Promise<number> {
  const request = `GET ${prefix}/body HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`;
  const since = performance.now();
  let left = BODY_BYTES;
  let done = () => {};
  const all = new Promise<void>(resolve => {
    done = resolve;
  });
  const socket = await open(port, request, 200, bytes => {
    left -= bytes;
    if (left <= 0) done();
  });
  await all;
  socket.destroy();
  return BODY_BYTES / 1e6 / ((performance.now() - since) / 1000);
}

async function messages(
  port: number,
  prefix: string,
  path: MessagePath,
  connections: number,
): Promise<number> {
  const request = [
    `GET ${prefix}${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    '\r\n',
  ].join('\r\n');
  const sent = message(MESSAGE_BYTES[path], true);
  const received = message(MESSAGE_BYTES[path], false).length;
  let bytes = 0;
  const connection = async () => {
    let waiting = 0;
    let socket: Socket | undefined;
    socket = await open(port, request, 101, more => {
      bytes += more;
      waiting += more;
      if (path !== '/echo' || waiting < received) return;
      waiting -= received;
      socket?.write(sent);
    });
    if (path === '/echo') socket.write(sent);
    return socket;
  };
  const sockets = await Promise.all(Array.from({ length: connections }, connection));
  return rate(() => bytes / received, sockets);
}

process.on('message', async ({ kind, port, prefix }: Job) => {
  const run = {
    gets: () => gets(port, prefix),
    body: () => body(port, prefix),
    calm: () => calm(port, prefix),
    echo: () => messages(port, prefix, '/echo', CONNECTIONS),
    stream: () => messages(port, prefix, '/stream', 1),
  }[kind];
  process.send?.({ value: await run() } satisfies Figure);
});
