import { type ErrorCode, OpenStackError } from './errors.ts';

interface Meaning {
  code: ErrorCode;
  why: string;
  wasSent: boolean;
}

const refused = (why: string): Meaning => ({ code: 'ConnectionRefused', why, wasSent: false });
const untrusted = (why: string): Meaning => ({ code: 'CertificateRefused', why, wasSent: false });
const unknown: Meaning = { code: 'NameUnknown', why: 'the name of the host is not known', wasSent: false };
const wrongTls: Meaning = {
  code: 'NotTls',
  why: 'https was asked of something that does not speak it; the address may have to begin with http',
  wasSent: false,
};

/** What Node's and OpenSSL's codes say. All others: the connection broke, and what was done is unknown. */
const meanings: Record<string, Meaning> = {
  ECONNREFUSED: refused('nothing listens there'),
  EHOSTUNREACH: refused('there is no way to that host'),
  ENETUNREACH: refused('there is no way to that network'),
  UND_ERR_CONNECT_TIMEOUT: { code: 'TimedOut', why: 'no connection came about in time', wasSent: false },
  ENOTFOUND: unknown,
  EAI_AGAIN: unknown,
  ERR_SSL_WRONG_VERSION_NUMBER: wrongTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: wrongTls,
  EPROTO: wrongTls,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted('its certificate is signed by itself'),
  SELF_SIGNED_CERT_IN_CHAIN: untrusted('its certificate is vouched for by an authority that is not trusted'),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted('nobody who is trusted vouches for its certificate'),
  UNABLE_TO_GET_ISSUER_CERT: untrusted('nobody who is trusted vouches for its certificate'),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted('nobody who is trusted vouches for its certificate'),
  CERT_HAS_EXPIRED: untrusted('its certificate has expired'),
  CERT_NOT_YET_VALID: untrusted('its certificate is not valid yet; is the clock of this machine right?'),
  UND_ERR_RES_EXCEEDED_MAX_SIZE: {
    code: 'BadAnswer',
    why: 'what came is larger than any answer of an API',
    wasSent: true,
  },
  ERR_TLS_CERT_ALTNAME_INVALID: untrusted('its certificate is that of another host'),
};

/** Node's words for a connection that was closed while it was being secured; it has no code of its own for that. */
const UNSECURED = /before secure TLS connection was established/;
const unsecured: Meaning = {
  code: 'ConnectionFailed',
  why: 'the connection was closed before it was secured',
  wasSent: false,
};

/** A transport's failure. */
export function failureOf(error: unknown, call: { method: string; url: string }): OpenStackError {
  const meaning =
    codesOf(error)
      .map(code => meanings[code])
      .find(one => one !== undefined) ?? (UNSECURED.test(String(error)) ? unsecured : undefined);
  const {
    code,
    why,
    wasSent = true,
  } = meaning ?? { code: 'ConnectionFailed' as const, why: 'the connection broke' };
  return new OpenStackError({
    ...{ code, wasSent, ...call, cause: error },
    message: `${call.method} ${call.url} has no answer: ${why}.`,
  });
}

/** Its codes, the outermost first: undici wraps what Node says, and a host with several addresses fails once for each. */
function codesOf(error: unknown, depth = 0): string[] {
  if (!(error instanceof Error) || depth > 4) return [];
  const { code } = error as { code?: unknown };
  const inner = error instanceof AggregateError ? error.errors : [];
  return [
    ...(typeof code === 'string' ? [code] : []),
    ...[error.cause, ...inner].flatMap(one => codesOf(one, depth + 1)),
  ];
}
