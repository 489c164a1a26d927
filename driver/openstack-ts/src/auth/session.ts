import type { CloudConfig } from '../core/config.ts';
import type { Clock } from '../core/environment.ts';
import { OpenStackError } from '../core/errors.ts';
import { readUnder } from '../core/read.ts';
import type { Redactor } from '../core/redact.ts';
import type { Wire } from '../core/wire.ts';
import { signInBody, tokensUrl } from './requests.ts';
import { type Token, tokenSchema } from './token.ts';

/** A token is renewed so long (ms) before its end, or after nine tenths of a short life. */
const MARGIN_MS = 5 * 60_000;

/** The token of one cloud, shared by all calls. */
export interface Session {
  /** A token that holds; signs in where there is none. @throws OpenStackError */
  token(options: { signal?: AbortSignal | undefined }): Promise<Token>;
  /** A service has refused this one: whoever asks next gets another, all who ask meanwhile the same. */
  drop(token: Token): void;
}

export function sessionOf(
  config: CloudConfig,
  { wire, clock, redactor }: { wire: Wire; clock: Clock; redactor: Redactor },
): Session {
  let known: Token | undefined;
  let signingIn: Promise<Token> | undefined;

  async function signIn(): Promise<Token> {
    const begun = clock.monotonic();
    const url = tokensUrl(config.authUrl);
    const answer = await wire.call({ method: 'POST', url, body: signInBody(config.auth) });
    const value = answer.headers['x-subject-token'];
    if (!value) {
      throw new OpenStackError({
        code: 'BadAnswer',
        message: `${url} gave no token: it is not an Identity service, version 3.`,
        ...{ method: 'POST', url, status: answer.status },
      });
    }
    redactor.add(value);
    const { issued_at: issued, expires_at: expires, ...said } = readUnder(tokenSchema, answer.body, 'token');
    // Both are of the cloud's clock, which may differ from ours.
    const lifeMs = Math.max(0, Date.parse(expires) - Date.parse(issued ?? answer.headers.date ?? expires));
    return {
      value,
      usableUntil: begun + Math.max(lifeMs - MARGIN_MS, lifeMs * 0.9),
      user: said.user,
      project: said.project && {
        id: said.project.id,
        name: said.project.name,
        domain: said.project.domain?.name,
      },
      roles: said.roles.map(({ name }) => name),
      catalog: said.catalog,
    };
  }

  return {
    async token({ signal }) {
      signal?.throwIfAborted();
      if (known && clock.monotonic() < known.usableUntil) return known;
      // Not ended by one of those who wait for it: the others still do. Each call has a limit of its own.
      signingIn ??= signIn()
        .then(token => {
          known = token;
          return token;
        })
        .finally(() => {
          signingIn = undefined;
        });
      return orAborted(signingIn, signal);
    },
    drop(token) {
      if (known === token) known = undefined;
    },
  };
}

async function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (onAbort) signal.removeEventListener('abort', onAbort);
  }
}
