import { existsSync, readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type net from 'node:net';
import path from 'node:path';
import { inspect } from 'node:util';
import Dockerode from 'dockerode';
import type { Clock } from '../model/clock';
import { RockpoolError } from '../model/errors';
import { certificatesMissing, notSupported } from './messages';

/** How an engine is reached. `agent` makes the connections: a tunnel brings its own. */
export interface Transport {
  agent: http.Agent;
  socketPath?: string;
  host?: string;
  port?: number;
  protocol: 'http' | 'https';
  tls?: { ca: string; cert: string; key: string };
}

const CONNECT_LIMIT_MS = 5000;
const PLAIN_PORT = 2375;
const TLS_PORT = 2376;

/**
 * How to reach the engine at `url`; `tlsDir` holds ca.pem, cert.pem and key.pem for a tcp one.
 * @throws RockpoolError ENGINE_URL_NOT_SUPPORTED, ENGINE_CERTIFICATES_MISSING
 */
export function transportFor(url: string, { clock, tlsDir }: { clock: Clock; tlsDir?: string }): Transport {
  const [, scheme, rest] = /^([a-z]+):\/\/(.*)$/.exec(url) ?? [];
  if ((scheme === 'unix' || scheme === 'npipe') && rest) {
    return { agent: limited(new http.Agent(), clock), socketPath: rest, protocol: 'http' };
  }
  if (scheme !== 'tcp' || !URL.canParse(url)) throw new RockpoolError(notSupported(url));
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  if (!tlsDir) {
    const agent = limited(new http.Agent(), clock);
    return { agent, host, port: Number(port) || PLAIN_PORT, protocol: 'http' };
  }
  const agent = limited(new https.Agent(), clock);
  return { agent, host, port: Number(port) || TLS_PORT, protocol: 'https', tls: certificates(tlsDir) };
}

/**
 * A dockerode on it. It would read this process's DOCKER_HOST and DOCKER_CERT_PATH, whatever it is given, and fail
 * where they are malformed; so for that moment there is none.
 */
export function dockerOver({ agent, socketPath, host, port, protocol, tls }: Transport): Dockerode {
  const { DOCKER_HOST } = process.env;
  delete process.env.DOCKER_HOST;
  try {
    const place = socketPath ? { socketPath } : { host, port };
    // The types lack `agent`, which its modem takes.
    return new Dockerode({ agent, protocol, ...place, ...tls } as object);
  } finally {
    if (DOCKER_HOST !== undefined) process.env.DOCKER_HOST = DOCKER_HOST;
  }
}

function certificates(folder: string): { ca: string; cert: string; key: string } {
  const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');
  if (!existsSync(folder)) throw new RockpoolError(certificatesMissing(folder));
  try {
    return { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') };
  } catch (cause) {
    throw new RockpoolError(certificatesMissing(folder), { cause });
  }
}

/**
 * A connection each call (no kept one that the engine has closed meanwhile), which must stand within seconds;
 * a peer that vanished without a word is noticed by TCP's own probes.
 */
function limited<A extends http.Agent>(agent: A, clock: Clock): A {
  const connect = agent.createConnection.bind(agent) as (...args: unknown[]) => net.Socket;
  agent.createConnection = (...args: unknown[]) => {
    const socket = connect(...args);
    const end = clock.timer(CONNECT_LIMIT_MS, () => {
      if (socket.connecting) socket.destroy(Object.assign(new Error('no connection'), { code: 'ETIMEDOUT' }));
    });
    socket.once('connect', () => {
      end();
      socket.setKeepAlive(true, 15_000);
    });
    socket.once('close', end);
    return socket;
  };
  // docker-modem writes out the options of each call, whether or not somebody reads it, with all that hangs on them:
  // tens of ms, and more with each open connection.
  Object.defineProperty(agent, inspect.custom, { value: () => 'Agent', enumerable: false });
  return agent;
}
