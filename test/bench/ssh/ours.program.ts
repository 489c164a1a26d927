import { startAccessProxy } from '../../../driver/proxy/index';
import { systemClock } from '../../../driver/system';
import type { BenchHost } from '../contract';
import { type Tick, watchLoop } from '../loop/watchLoop';
import type { Listening } from '../proxy/wire';
import { type BenchLibrary, openBenchLibrary } from '../push/library';
import { openHost } from './hosts';

/**
 * Stands for the app's main process: connections to hosts, and the access proxy with one route, to a port of the first:
 * `ours HOSTS PORT ROUTE`. Does what it is asked for, one after the other, and answers.
 */
export type Asked =
  /** Takes an archive in, and keeps it below a folder. */
  | { what: 'take'; folder: string; archive: string }
  /** Brings an image to all hosts. */
  | { what: 'push'; name: string }
  | { what: 'memory' };
/** How the event loop was while it pushed. */
export interface Pushed {
  ticks: Tick[];
}
export interface Memory {
  /** Of the process, after its garbage was collected where it can be told to. */
  residentMiB: number;
}

const [, , hosts = '[]', port, route] = process.argv;
const options = {
  proxy_rewrite: false,
  proxy_redirect: false,
  set_host_header: false,
  bypass_token_authentication: false,
};
const quiet = () => {};
const { signal } = new AbortController();
const open = await Promise.all((JSON.parse(hosts) as BenchHost[]).map(openHost));
const connect = open[0]?.engine.connect;
const proxy = await startAccessProxy({
  port: 0,
  clock: systemClock,
  log: { debug: quiet, info: quiet, warn: quiet, error: console.error },
  lookup: asked =>
    asked === route
      ? { instanceId: 'bench', state: 'running', port: Number(port), options, connect }
      : undefined,
});
let library: BenchLibrary | undefined;

async function answer(asked: Asked): Promise<Pushed | Memory | object> {
  switch (asked.what) {
    case 'take':
      library = await openBenchLibrary(asked.folder);
      await library.take([asked.archive]);
      return {};
    case 'push': {
      const push = () => Promise.all(open.map(({ engine }) => library?.push(engine, [asked.name], signal)));
      return { ticks: await watchLoop(push) };
    }
    case 'memory':
      globalThis.gc?.();
      return { residentMiB: process.memoryUsage.rss() / 1024 / 1024 };
  }
}
process.on('message', async (asked: Asked) => process.send?.(await answer(asked)));
process.send?.({ port: proxy.port } satisfies Listening);
