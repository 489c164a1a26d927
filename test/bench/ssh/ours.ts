import { startAccessProxy } from '../../../driver/proxy/index';
import { systemClock } from '../../../driver/system';
import type { BenchHost } from '../contract';
import type { Listening } from '../proxy/wire';
import { openHost } from './hosts';

/** The access proxy in a process of its own, with one route to a port of a host's: `ours HOST PORT ROUTE`. */
const [, , host = '', port, route] = process.argv;
const options = {
  proxy_rewrite: false,
  proxy_redirect: false,
  set_host_header: false,
  bypass_token_authentication: false,
};
const quiet = () => {};
const { engine } = await openHost(JSON.parse(host) as BenchHost);
const { connect } = engine;
const proxy = await startAccessProxy({
  port: 0,
  clock: systemClock,
  log: { debug: quiet, info: quiet, warn: quiet, error: console.error },
  lookup: asked =>
    asked === route
      ? { instanceId: 'bench', state: 'running', port: Number(port), options, connect }
      : undefined,
});
process.send?.({ port: proxy.port } satisfies Listening);
