import type { Duplex } from 'node:stream';
import { proxyPath } from '../model/command';
import type { Instance, InstanceState } from '../model/instance';
import type { ProxyOptions } from '../model/template';

/** A stream to a port, with what http asks of a socket; its errors have the operating system's codes, or none. */
export type Connect = (port: number, options: { signal?: AbortSignal | undefined }) => Promise<Duplex>;

/** Where a route leads. Derived from an instance whenever it is asked for, never stored. */
export interface RouteTarget {
  instanceId: string;
  /** `starting`: a page that tries again; `running`: passed on; `ended`: a 404 page that says so. */
  state: 'starting' | 'running' | 'ended';
  /** Where the container's port answers on 127.0.0.1 of its host; 0 until it is known. */
  port: number;
  /** How it is connected to, where its host is another machine; the same function as long as the way is the same. */
  connect?: Connect | undefined;
  options: ProxyOptions;
  /** Sent as `Authorization: token …` where bypass_token_authentication is on. */
  token?: string;
}

const stateOfRoute: Record<InstanceState, RouteTarget['state']> = {
  queueing: 'starting',
  provisioning: 'starting',
  running: 'running',
  deleting: 'ended',
  deleted: 'ended',
  failed: 'ended',
};

/**
 * Where the route of an instance leads now. `token` is the instance's password, `connect` the way to its host where that
 * is another machine.
 */
export function targetOf(instance: Instance, token?: string, connect?: Connect): RouteTarget {
  const port = instance.hostPort ?? 0;
  const state = stateOfRoute[instance.state];
  return {
    instanceId: instance.id,
    state: state === 'running' && port === 0 ? 'starting' : state,
    port,
    options: instance.config.proxy_options,
    ...(token === undefined ? {} : { token }),
    ...(connect === undefined ? {} : { connect }),
  };
}

/** The path of a request, taken apart. */
export interface RoutedPath {
  route: string;
  /** `/notebooks/<route>`. */
  prefix: string;
  /** What follows the prefix, with its query; begins with `/`, or is '' or a query where the slash is missing. */
  rest: string;
}

const routedPath = /^\/notebooks\/([0-9a-f]{32})(?=[/?]|$)/;

/** Takes a request's path apart; undefined if it leads to no instance. */
export function parsePath(path: string): RoutedPath | undefined {
  const route = routedPath.exec(path)?.[1];
  if (route === undefined) return undefined;
  const prefix = proxyPath(route);
  return { route, prefix, rest: path.slice(prefix.length) };
}

/** A route in log lines: enough to tell two apart, too little to get in. */
export function shortRoute(route: string): string {
  return `${route.slice(0, 6)}…`;
}
