import { once } from 'node:events';
import http, { type IncomingHttpHeaders, type IncomingMessage, type RequestListener } from 'node:http';
import net, { type AddressInfo, type Socket } from 'node:net';
import { type AccessProxy, type RouteTarget, startAccessProxy } from '../../driver/proxy/index';
import { systemClock } from '../../driver/system';

/** A route of 32 times the same digit. */
export const routeOf = (digit: string) => digit.repeat(32);

/** The proxy under test, with routes that can be changed, and what it logged. */
export interface TestProxy extends AccessProxy {
  routes: Map<string, RouteTarget>;
  logged: string[];
  /** Makes a route lead to a port. All options are off unless given. */
  lead(
    route: string,
    port: number,
    options?: Partial<RouteTarget['options']>,
    more?: Partial<RouteTarget>,
  ): string;
}

export async function testProxy(): Promise<TestProxy> {
  const routes = new Map<string, RouteTarget>();
  const logged: string[] = [];
  const note = (message: string, fields?: object) => void logged.push(`${message} ${JSON.stringify(fields)}`);
  const proxy = await startAccessProxy({
    port: 0,
    clock: systemClock,
    log: { debug: note, info: note, warn: note, error: note },
    lookup: route => routes.get(route),
  });
  return {
    ...proxy,
    routes,
    logged,
    lead(route, port, options = {}, more = {}) {
      const off = {
        proxy_rewrite: false,
        proxy_redirect: false,
        set_host_header: false,
        bypass_token_authentication: false,
      };
      routes.set(route, {
        instanceId: `instance-${route.slice(0, 4)}`,
        state: 'running',
        port,
        options: { ...off, ...options },
        ...more,
      });
      return `/notebooks/${route}`;
    },
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  };
}

/** A server on a free port of 127.0.0.1; disposing cuts its connections. */
export interface TestServer extends AsyncDisposable {
  port: number;
  /** Connections it has accepted so far. */
  connections: Socket[];
}

export async function serve(listener: RequestListener): Promise<TestServer> {
  return listening(http.createServer(listener));
}

/** A server that speaks whatever the handler writes. */
export async function serveRaw(handler: (socket: Socket) => void): Promise<TestServer> {
  return listening(net.createServer({ allowHalfOpen: true }, handler));
}

async function listening(server: net.Server): Promise<TestServer> {
  const connections: Socket[] = [];
  server.on('connection', (socket: Socket) => {
    connections.push(socket);
    socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connections,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of connections) socket.destroy();
      await closed;
    },
  };
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  /** `Set-Cookie` values. */
  cookies: string[];
  body: string;
}

/** One request, written as it stands: no redirects, no cookies of its own. */
export async function ask(
  port: number,
  path: string,
  options: {
    method?: string;
    headers?: Record<string, string>;
    body?: string | Buffer;
    agent?: http.Agent;
  } = {},
): Promise<Answer> {
  const { body, agent = false, ...rest } = options;
  const req = http.request({ host: '127.0.0.1', port, path, agent, ...rest });
  req.end(body);
  const [res] = (await once(req, 'response')) as [IncomingMessage];
  const pieces: Buffer[] = [];
  for await (const piece of res) pieces.push(piece as Buffer);
  return {
    status: res.statusCode ?? 0,
    headers: res.headers,
    cookies: res.headers['set-cookie'] ?? [],
    body: Buffer.concat(pieces).toString(),
  };
}

/** Until something holds; fails after ten seconds. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  for (let turn = 0; !holds(); turn++) {
    if (turn > 500) throw new Error(`Not within ten seconds: ${what}`);
    await systemClock.sleep(20);
  }
}
