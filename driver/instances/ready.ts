import http from 'node:http';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import type { Engine, PortLook } from '../engine';
import type { Clock } from '../model/clock';

/** An answer may take this long before the port counts as open only. */
const ANSWER_MS = 5_000;
/** A connection that lives this long has somebody at the other end. */
const STAYS_OPEN_MS = 300;

/** How a published port is reached, where it isn't one of this machine's. */
type Connect = Engine['connect'];

/** Looks once at `path` of the published port. @throws AbortError */
export async function lookAtPort(
  port: number,
  path: string,
  { signal, connect }: { signal: AbortSignal; connect?: Connect | undefined },
): Promise<PortLook> {
  const asked = await new Promise<PortLook | undefined>((resolve, reject) => {
    // An agent would make connections itself.
    const way = connect
      ? {
          createConnection: (_: unknown, done: (error: Error | null, stream?: Duplex) => void) => {
            connect(port, { signal }).then(stream => done(null, stream), done);
            return undefined;
          },
        }
      : { agent: false as const };
    // The types don't know that a connection may be any stream.
    const options = { host: '127.0.0.1', port, path, signal, timeout: ANSWER_MS, ...way };
    const request = http.get(options as http.RequestOptions, response => {
      response.destroy();
      resolve('http');
    });
    request.on('timeout', () => {
      request.destroy();
      resolve('open');
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (signal.aborted) reject(signal.reason);
      // What isn't HTTP is an answer, too.
      else if (error.code?.startsWith('HPE_')) resolve('open');
      else resolve(error.code === 'ECONNREFUSED' ? 'refused' : undefined);
    });
  });
  return asked ?? 'silent';
}

/** True if a bare connection to the published port is kept: for servers that hang up on HTTP. */
async function keepsConnection(
  port: number,
  { clock, signal, connect }: { clock: Clock; signal: AbortSignal; connect?: Connect | undefined },
): Promise<boolean> {
  const socket = connect
    ? await connect(port, { signal }).catch(() => undefined)
    : net.connect({ host: '127.0.0.1', port });
  if (!socket) return false;
  try {
    const closed = new Promise<false>(resolve => {
      socket.on('error', () => resolve(false));
      socket.on('close', () => resolve(false));
    });
    const heard = new Promise<true>(resolve => socket.on('data', () => resolve(true)));
    return await Promise.race([closed, heard, clock.sleep(STAYS_OPEN_MS, { signal }).then(() => true)]);
  } finally {
    socket.destroy();
  }
}

/** HTTP is waited for this long, then a port that merely takes connections will do. */
export const HTTP_LIMIT_MS = 60_000;
/** After this a port on which nobody listens has failed. */
export const LISTEN_LIMIT_MS = 180_000;
const CHECK_EVERY_MS = 500;

/** The pause before the next look: short at first, since a small server is there in milliseconds. */
function pauseMs(waitedMs: number): number {
  if (waitedMs < 1_000) return 5;
  if (waitedMs < 5_000) return 10;
  return waitedMs < 15_000 ? 50 : 250;
}

/**
 * Waits until 127.0.0.1:`port` answers HTTP, or takes connections after a minute.
 * @param options.path what a browser will ask for: servers answer that quickly, and make much of an unknown path
 * @param options.look how to look at the port, where that isn't done by connecting
 * @param options.connect how to connect to it, where it isn't a port of this machine's
 * @param options.checkAlive called now and then while nobody listens; throws where waiting has become pointless
 * @returns what it answers with in the end; `silent` when the time is up
 */
export async function waitReady(
  port: number,
  options: {
    path: string;
    clock: Clock;
    signal: AbortSignal;
    look?: Engine['look'] | undefined;
    connect?: Connect | undefined;
    checkAlive: () => Promise<void>;
  },
): Promise<'http' | 'open' | 'silent'> {
  const { path, clock, signal, checkAlive, connect } = options;
  const lookAt = options.look ?? (() => lookAtPort(port, path, { signal, connect }));
  const begun = clock.monotonic();
  let checked = begun;
  for (;;) {
    const look = await lookAt(port, path, { signal });
    if (look === 'http') return 'http';
    const waitedMs = clock.monotonic() - begun;
    if (waitedMs >= HTTP_LIMIT_MS) {
      const keeps = async () => !options.look && (await keepsConnection(port, { clock, signal, connect }));
      if (look === 'open' || (await keeps())) return 'open';
      if (waitedMs >= LISTEN_LIMIT_MS) return 'silent';
    }
    if (clock.monotonic() - checked >= CHECK_EVERY_MS || (look === 'refused' && waitedMs < CHECK_EVERY_MS)) {
      checked = clock.monotonic();
      await checkAlive();
    }
    await clock.sleep(pauseMs(waitedMs), { signal });
  }
}
