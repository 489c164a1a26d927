import type { Clock, Random } from './model/clock';
import type { Log } from './model/log';
import type { Secrets } from './secrets/secrets';
import type { Services } from './services';

export { type LinkTransport, serveLink } from './api/serveLink';

/** What Rockpool's backend needs from whoever runs it. */
export interface RockpoolOptions {
  /** Holds the state, the images and the logs; made if it isn't there. */
  dataDir: string;
  clock: Clock;
  random: Random;
  secrets: Secrets;
  log: Log;
  /** DOCKER_HOST and its like are read from here. */
  env: Record<string, string | undefined>;
  home: string;
  platform: NodeJS.Platform;
  /** IANA name, given to containers as TZ. */
  timeZone: string;
  /** Port of the access proxy on 127.0.0.1; 0: any free one (kept over restarts where possible). */
  proxyPort?: number;
}

/** The running backend. Disposing stops planning and new work, ends single calls, and closes everything. */
export interface Rockpool extends AsyncDisposable {
  readonly services: Services;
  /** The address of the access proxy: `http://127.0.0.1:PORT`. */
  readonly proxyUrl: string;
}

export declare function startRockpool(options: RockpoolOptions): Promise<Rockpool>;
