import { type ErrorValue, isRockpoolError, RockpoolError } from '../model/errors';
import * as say from './messages';

/** What was asked, so that an answer can be told in its terms. */
export interface Asked {
  url: string;
  /** Completes "The Docker engine did not …". */
  doing: string;
  platform: NodeJS.Platform;
  /** What an answer of this HTTP status means for this call. */
  statuses?: Record<number, ErrorValue>;
}

interface Raised {
  code?: unknown;
  statusCode?: unknown;
  json?: unknown;
  message?: unknown;
}

/** Node's codes for a certificate that it doesn't accept (OpenSSL's names, and its own check of the host name). */
const CERTIFICATE =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|INVALID_CA$|HOSTNAME_MISMATCH$)/;

/** The engine's own words: `{"message": …}` by the Engine API, at Docker's and at Podman's. */
export function wordsOf(error: unknown): string {
  const { json, message } = error as Raised;
  const said = (json as { message?: unknown } | null)?.message;
  return typeof said === 'string' ? said : String(message ?? error);
}

export function statusOf(error: unknown): number | undefined {
  const statusCode = (error as Raised | undefined)?.statusCode;
  return typeof statusCode === 'number' ? statusCode : undefined;
}

/** What a failed call means, by HTTP status or error code, never by words. What has no code is no trouble of an engine's. */
export function engineFailure(error: unknown, asked: Asked): unknown {
  if (isRockpoolError(error)) return error;
  const value = meaningOf(error, asked);
  return value ? new RockpoolError(value, { cause: error }) : error;
}

function meaningOf(error: unknown, asked: Asked): ErrorValue | undefined {
  const status = statusOf(error);
  if (status !== undefined) {
    return asked.statuses?.[status] ?? say.refused(asked.url, asked.doing, status, wordsOf(error));
  }
  const { code } = error as Raised;
  if (typeof code !== 'string') return undefined;
  if (code === 'EACCES' || code === 'EPERM') return say.forbidden(asked.url, asked.platform);
  if (CERTIFICATE.test(code)) return say.untrusted(asked.url, code);
  if (code.startsWith('HPE_') || code === 'EPROTO') return say.notAnEngine(asked.url);
  // Node's own word for a stream that ended too early.
  if (code === 'ERR_STREAM_PREMATURE_CLOSE') return say.unreachable(asked.url, 'ECONNRESET');
  return /^E[A-Z_]+$/.test(code) && !code.startsWith('ERR_') ? say.unreachable(asked.url, code) : undefined;
}

const AWAY = [
  'ENGINE_UNREACHABLE',
  'ENGINE_TIMEOUT',
  'ENGINE_FORBIDDEN',
  'ENGINE_UNTRUSTED',
  'NOT_AN_ENGINE',
];

/** True where the engine couldn't be asked at all: what it holds is unknown, not absent. */
export function isEngineAway(error: unknown): boolean {
  if (!isRockpoolError(error)) return false;
  const { code } = error.value;
  // Or the way there: an engine behind SSH is as far away as its host.
  return AWAY.includes(code) || code.startsWith('SSH_');
}
