import type { CloudConfig } from '../core/config.ts';
import type { Clock } from '../core/environment.ts';
import { isOpenStackError, OpenStackError } from '../core/errors.ts';
import { readUnder } from '../core/read.ts';
import type { Redactor } from '../core/redact.ts';
import type { Wire, WireAnswer } from '../core/wire.ts';
import { signInBody, tokensUrl } from './requests.ts';
import { type Token, tokenSchema } from './token.ts';

/** A token is renewed so long (ms) before its end, or after nine tenths of a short life. */
const MARGIN_MS = 5 * 60_000;

export interface SignIn {
  wire: Wire;
  clock: Clock;
  redactor: Redactor;
}

/**
 * Asks Keystone for a token. A wrong project and a wrong password are answered alike.
 * @throws OpenStackError: Unauthorized; NotKeystone, TlsNeeded, Redirected and others where the address is wrong
 */
export async function signIn(
  { authUrl, auth }: Pick<CloudConfig, 'authUrl' | 'auth'>,
  { wire, clock, redactor }: SignIn,
): Promise<Token> {
  const begun = clock.monotonic();
  const url = tokensUrl(authUrl);
  const answer = await wire
    .call({ method: 'POST', url, body: signInBody(auth) })
    .catch(error => meant(error, url, wire));
  const value = answer.headers['x-subject-token'];
  if (!value) throw notKeystone(url, answer.status);
  redactor.add(value);
  const { issued_at: issued, expires_at: expires, ...said } = readUnder(tokenSchema, answer.body, 'token');
  // Both are of the cloud's clock, which may differ from ours.
  const lifeMs = Math.max(0, Date.parse(expires) - Date.parse(issued ?? answer.headers.date ?? expires));
  const { project } = said;
  return {
    value,
    usableUntil: begun + Math.max(lifeMs - MARGIN_MS, lifeMs * 0.9),
    user: said.user,
    project: project && { id: project.id, name: project.name, domain: project.domain?.name },
    roles: said.roles.map(({ name }) => name),
    catalog: said.catalog,
  };
}

/** What a failure says of the address. */
async function meant(error: unknown, url: string, wire: Wire): Promise<WireAnswer> {
  if (!isOpenStackError(error)) throw error;
  const { code, status = 0, said = '' } = error;
  // What nginx and Apache say, each in a page.
  if (status === 400 && /plain HTTP/i.test(said)) throw tlsNeeded(url, error);
  if (code === 'ConnectionFailed' && (await speaksTheOther(url, wire)))
    throw url.startsWith('http:') ? tlsNeeded(url, error) : notTls(url, error);
  const isForeign = code === 'BadAnswer' || status === 404 || status === 405 || error.isPage;
  throw isForeign && status < 500 ? notKeystone(url, status, error) : error;
}

const notKeystone = (url: string, status: number, cause?: unknown) =>
  new OpenStackError({
    ...{ code: 'NotKeystone', method: 'POST', url, status, cause },
    message: `${url} answers, but not as Keystone does. The address for signing in may be that of a web page.`,
  });

const tlsNeeded = (url: string, cause: unknown) =>
  new OpenStackError({
    ...{ code: 'TlsNeeded', method: 'POST', url, cause },
    message: `${url} speaks https: the address for signing in has to begin with https://.`,
  });

const notTls = (url: string, cause: unknown) =>
  new OpenStackError({
    ...{ code: 'NotTls', method: 'POST', url, cause, wasSent: false },
    message: `${url} does not speak https: the address for signing in may have to begin with http://.`,
  });

/** What breaks a connection without a word may be waiting for http, or for https. Nothing secret is said to find out. */
async function speaksTheOther(url: string, wire: Wire): Promise<boolean> {
  const { protocol, port, hostname } = new URL(url);
  const [scheme, usual] = protocol === 'http:' ? ['https', 80] : ['http', 443];
  const other = `${scheme}://${hostname}:${port || usual}/`;
  try {
    await wire.call({ method: 'HEAD', url: other });
    return true;
  } catch (error) {
    // Whatever answered or showed a certificate speaks it.
    return isOpenStackError(error) && (error.status !== undefined || error.code === 'CertificateRefused');
  }
}
