import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from './model/clock';
import { isRockpoolError } from './model/errors';
import type { Instance } from './model/instance';
import type { Log } from './model/log';
import { type AccessProxy, type RouteTarget, startAccessProxy, targetOf } from './proxy';

interface Options {
  dataDir: string;
  /** A port that somebody asked for; undefined or 0: the one of last time, if it is free. */
  wanted: number | undefined;
  routes: { find(route: string): Instance | undefined };
  passwordOf(instanceId: string): string;
  /** How the ports of an instance's host are connected to, where that is another machine. */
  wayTo(instance: Instance): RouteTarget['connect'];
  clock: Clock;
  log: Log;
}

/**
 * The access proxy, on the port that it had last time where that is possible: addresses that people have kept
 * go on working.
 * @throws RockpoolError PROXY_PORT_TAKEN, PROXY_CANNOT_LISTEN
 */
export async function startProxy({
  dataDir,
  wanted,
  routes,
  passwordOf,
  wayTo,
  clock,
  log,
}: Options): Promise<AccessProxy> {
  // An instance's record never changes, it is replaced: what was derived from it holds as long as it does.
  const derived = new WeakMap<Instance, RouteTarget>();
  function lookup(route: string): RouteTarget | undefined {
    const instance = routes.find(route);
    if (!instance) return undefined;
    let target = derived.get(instance);
    if (!target) {
      const { bypass_token_authentication: bypass } = instance.config.proxy_options;
      target = targetOf(instance, bypass ? passwordOf(instance.id) : undefined, wayTo(instance));
      derived.set(instance, target);
    }
    return target;
  }
  const start = (port: number) => startAccessProxy({ port, lookup, clock, log });

  if (wanted) return start(wanted);
  const file = path.join(dataDir, 'proxy-port');
  const proxy = await start(lastPort(file)).catch(error => {
    if (isRockpoolError(error)) return start(0);
    throw error;
  });
  writeFileSync(file, `${proxy.port}\n`);
  return proxy;
}

function lastPort(file: string): number {
  try {
    const port = Number(readFileSync(file, 'utf8'));
    return Number.isInteger(port) && port > 1023 && port < 65_536 ? port : 0;
  } catch {
    return 0;
  }
}
