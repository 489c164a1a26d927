import { rootCertificates } from 'node:tls';
import { EnvHttpProxyAgent, request } from 'undici';
import type { Transport } from './transport.ts';

export interface TlsOptions {
  /** Certificates (PEM) of further authorities, beside those that Node knows. */
  ca?: string | undefined;
  /** False: whoever answers is taken for the cloud. */
  verify?: boolean | undefined;
}

/** More than any answer of an API; what is larger is refused rather than kept. */
const MOST_BYTES = 64 * 1024 * 1024;
/** At a time to one service; more wait. A service's own queue is hardly longer, and it refuses what is beyond. */
const MOST_CONNECTIONS = 32;

/**
 * HTTP(S) by undici, connections kept open, through the proxy that HTTP_PROXY and HTTPS_PROXY name (as they are now), and
 * directly to what NO_PROXY lists.
 */
export function undiciTransport({ ca, verify = true }: TlsOptions = {}): Transport {
  const tls = {
    rejectUnauthorized: verify,
    ...(ca === undefined ? {} : { ca: [...rootCertificates, ca] }),
  };
  const agent = new EnvHttpProxyAgent({
    connect: tls,
    // Of the cloud behind a proxy.
    requestTls: tls,
    connections: MOST_CONNECTIONS,
    maxResponseSize: MOST_BYTES,
  });
  return async ({ method, url, headers, body, signal }) => {
    const answer = await request(url, {
      method: method as 'GET',
      headers: { ...headers },
      ...(body === undefined ? {} : { body }),
      signal,
      dispatcher: agent,
    });
    const named = Object.entries(answer.headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]);
    return {
      status: answer.statusCode,
      headers: Object.fromEntries(named) as Record<string, string>,
      body: await answer.body.text(),
    };
  };
}
