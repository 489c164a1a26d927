import { startAccessProxy } from '../../../driver/proxy/index';
import { systemClock } from '../../../driver/system';
import type { Listening } from './wire';

/** The access proxy in a process of its own, with one route: `ours TARGET_PORT ROUTE`. */
const [, , port, route] = process.argv;
const off = {
  proxy_rewrite: false,
  proxy_redirect: false,
  set_host_header: false,
  bypass_token_authentication: false,
};
const quiet = () => {};
const proxy = await startAccessProxy({
  port: 0,
  clock: systemClock,
  log: { debug: quiet, info: quiet, warn: quiet, error: console.error },
  lookup: asked =>
    asked === route ? { instanceId: 'bench', state: 'running', port: Number(port), options: off } : undefined,
});
process.send?.({ port: proxy.port } satisfies Listening);
