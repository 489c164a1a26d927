import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Clock } from '../model/clock';
import { proxyPath } from '../model/command';
import { RockpoolError } from '../model/errors';
import type { Log } from '../model/log';
import { type Admission, admit } from './admission';
import { hasBody } from './body';
import { forward } from './forward';
import { MAX_HEADER_BYTES } from './lane';
import { answer, pages } from './pages';
import { type RouteTarget, shortRoute } from './routes';
import { Targets } from './targets';
import { answerOn, isWebSocket, tunnel } from './tunnel';

export { type RouteTarget, targetOf } from './routes';

/** The running access proxy. Disposing cuts all connections. */
export interface AccessProxy extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly port: number;
  /** The address under which a route is served; whoever knows it is in. */
  urlOf(route: string): string;
}

export interface AccessProxyOptions {
  /** On 127.0.0.1; 0: any free one. */
  port: number;
  /** Where a route leads now; undefined: nowhere. Called for each request, so it has to be quick. */
  lookup(route: string): RouteTarget | undefined;
  clock: Clock;
  log: Log;
  /** Further values of `Host` under which the proxy may be asked, as `name:port`, besides 127.0.0.1 and localhost. */
  allowedHosts?: readonly string[];
}

/** Long enough that a browser between two clicks doesn't have to connect anew. */
const CLIENT_IDLE_MS = 75_000;

/**
 * Serves instances under `http://127.0.0.1:PORT/notebooks/<route>/…`: HTTP/1.1 and websockets, streamed both ways.
 *
 * What the four proxy options do, and what a container sees of `/notebooks/R/lab?x=1`:
 * - `proxy_rewrite` off: `/notebooks/R/lab?x=1`; on: `/lab?x=1`.
 * - `proxy_redirect`: `Location` and `Refresh` that point at the target get the public path.
 * - `set_host_header` off: `Host: 127.0.0.1:<the container's published port>`; on: the client's. Jupyter compares it
 *   with `Origin` and needs it on for its websockets.
 * - `bypass_token_authentication`: each request carries `Authorization: token <password>`.
 *
 * `{proxy_path}` in a launch command is `/notebooks/R` whatever the options: without `proxy_rewrite` it is the path
 * that the server is asked for (Jupyter's base_url), with it the public path of what it calls `/` (a root path).
 *
 * @throws RockpoolError PROXY_PORT_TAKEN, PROXY_CANNOT_LISTEN
 */
export async function startAccessProxy(options: AccessProxyOptions): Promise<AccessProxy> {
  const { lookup, clock, log, allowedHosts = [] } = options;
  const targets = new Targets(lookup, clock);
  const upgraded = new Set<Socket>();
  const server = http.createServer({
    keepAliveTimeout: CLIENT_IDLE_MS,
    // An upload takes as long as it takes; heads come quickly.
    requestTimeout: 0,
    headersTimeout: 60_000,
    maxHeaderSize: MAX_HEADER_BYTES,
    keepAlive: true,
    keepAliveInitialDelay: 60_000,
  });
  const port = await listen(server, options.port);
  // A connection that could not be taken, as where the process has all the files open that it may: the next one can be.
  server.on('error', error =>
    log.warn('The access proxy could not take a connection', { error: String(error) }),
  );
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`, ...allowedHosts]);
  const context = {
    clock,
    proxyPort: port,
    onTrouble: ({ route, target }: Admission, code: string) =>
      log.debug('An instance did not answer the access proxy', {
        instanceId: target.instanceId,
        route: shortRoute(route),
        port: target.port,
        code,
      }),
  };

  const serve = (req: IncomingMessage, res: ServerResponse) => {
    try {
      const verdict = admit(req, false, hosts, lookup);
      if (verdict.kind === 'page') answer(req, res, verdict.page);
      else if (verdict.kind === 'redirect') res.writeHead(307, { Location: verdict.location }).end();
      else forward(req, res, verdict, targets.of(verdict.route, verdict.target), context);
    } catch (error) {
      onBug(error);
      answer(req, res, pages.failed);
    }
  };
  const upgrade = (req: IncomingMessage, socket: Socket, head: Buffer) => {
    try {
      const verdict = admit(req, true, hosts, lookup);
      if (verdict.kind === 'forward') {
        tunnel(req, socket, head, verdict, targets.of(verdict.route, verdict.target), context);
      } else answer(req, answerOn(req, socket), verdict.kind === 'page' ? verdict.page : pages.unknown);
    } catch (error) {
      onBug(error);
      socket.destroy();
    }
  };
  const onBug = (error: unknown) => log.error('The access proxy failed', { error: String(error) });

  server.on('request', serve);
  server.on('upgrade', (req, socket: Socket, head) => {
    upgraded.add(socket);
    socket.once('close', () => upgraded.delete(socket));
    socket.on('error', () => socket.destroy());
    if (isWebSocket(req)) upgrade(req, socket, head);
    // Another protocol is not offered: answered as if it had not been asked for, as long as there is no body.
    else if (head.length > 0 || hasBody(req)) answer(req, answerOn(req, socket), pages.badRequest);
    else serve(req, answerOn(req, socket));
  });

  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    port,
    urlOf: route => `${url}${proxyPath(route)}/`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>(resolve => server.close(() => resolve()));
      server.closeAllConnections();
      for (const socket of upgraded) socket.destroy();
      await Promise.all([closed, targets.close()]);
    },
  };
}

async function listen(server: http.Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', error => reject(cannotListen(port, error)));
    server.listen({ host: '127.0.0.1', port }, resolve);
  });
  return (server.address() as AddressInfo).port;
}

function cannotListen(port: number, cause: NodeJS.ErrnoException): RockpoolError {
  const where = `127.0.0.1:${port}`;
  return new RockpoolError(
    cause.code === 'EADDRINUSE'
      ? {
          kind: 'permanent',
          code: 'PROXY_PORT_TAKEN',
          what: 'The port under which notebooks are opened is taken by another program.',
          where,
          next: 'End that program, or choose another port in Settings.',
        }
      : {
          kind: 'permanent',
          code: 'PROXY_CANNOT_LISTEN',
          what: 'The port under which notebooks are opened cannot be used.',
          where,
          why: `The system said ${cause.code ?? cause.message}.`,
          next: 'Choose another port, above 1023, in Settings.',
        },
    { cause },
  );
}
