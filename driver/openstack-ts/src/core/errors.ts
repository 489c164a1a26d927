/** What went wrong, by which callers decide what to do. */
export type ErrorCode =
  /** Nothing listens there; the request never left. */
  | 'ConnectionRefused'
  /** The name of the host is not known. */
  | 'NameUnknown'
  /** The certificate is not one that is trusted, or is another host's. */
  | 'CertificateRefused'
  /** https was asked of something that speaks plain HTTP. */
  | 'NotTls'
  /** http was asked of something that speaks https. */
  | 'TlsNeeded'
  /** The connection broke; what was done is unknown. */
  | 'ConnectionFailed'
  | 'TimedOut'
  /** Sent on to another address, where no token goes. */
  | 'Redirected'
  /** What answers under the address for signing in is no Keystone: a web page, as a rule. */
  | 'NotKeystone'
  /** An answer that is none of the API: a web page, half a document, a field that is missing. */
  | 'BadAnswer'
  | 'BadRequest'
  | 'Unauthorized'
  | 'Forbidden'
  | 'NotFound'
  | 'Conflict'
  | 'PreconditionFailed'
  | 'QuotaExceeded'
  | 'RateLimited'
  | 'ServerError'
  | 'Unavailable'
  /** The catalog has no such service, or not in this region or interface. */
  | 'NoService'
  /** The service is too old for what is asked. */
  | 'NoMicroversion'
  /** What was waited for has failed, is gone, or did not come in time. */
  | 'WaitFailed'
  | 'WaitVanished'
  | 'WaitTimedOut'
  /** The configuration can't be used; the message says where. */
  | 'BadConfig';

export interface ErrorDetails {
  code: ErrorCode;
  message: string;
  method?: string | undefined;
  /** Without what is secret. */
  url?: string | undefined;
  status?: number | undefined;
  /** The service's own words. */
  said?: string | undefined;
  /** The service's own name for it, where it has one: Neutron's `OverQuota`. */
  type?: string | undefined;
  /** True: the answer was no document but a page, as web servers and proxies write them. */
  isPage?: boolean | undefined;
  /** By which the cloud's people find the call in their logs. */
  requestId?: string | undefined;
  /** False: the request never left, so nothing can have happened. */
  wasSent?: boolean | undefined;
  /** How long (ms) the service wants to be left alone. */
  retryAfterMs?: number | undefined;
  cause?: unknown;
}

/** Everything that the client throws, cancellation apart. */
export class OpenStackError extends Error {
  override readonly name = 'OpenStackError';
  readonly code: ErrorCode;
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly status: number | undefined;
  readonly said: string | undefined;
  readonly type: string | undefined;
  readonly isPage: boolean;
  readonly requestId: string | undefined;
  readonly wasSent: boolean;
  readonly retryAfterMs: number | undefined;

  constructor({ code, message, cause, wasSent = true, ...details }: ErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.wasSent = wasSent;
    this.method = details.method;
    this.url = details.url;
    this.status = details.status;
    this.said = details.said;
    this.type = details.type;
    this.isPage = details.isPage ?? false;
    this.requestId = details.requestId;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** True of what this client throws, also where another copy of it has thrown it. */
export function isOpenStackError(error: unknown): error is OpenStackError {
  return error instanceof Error && error.name === 'OpenStackError' && 'code' in error;
}

function has(...codes: ErrorCode[]) {
  return (error: unknown): error is OpenStackError => isOpenStackError(error) && codes.includes(error.code);
}

export const isNotFound = has('NotFound');
export const isConflict = has('Conflict');
export const isQuotaExceeded = has('QuotaExceeded');
export const isUnauthorized = has('Unauthorized');
export const isForbidden = has('Forbidden');
export const isBadRequest = has('BadRequest');
export const isPreconditionFailed = has('PreconditionFailed');
/** No answer of the API came: whether something was done is unknown, unless `wasSent` is false. */
export const isUnanswered = has(
  'ConnectionRefused',
  'NameUnknown',
  'CertificateRefused',
  'NotTls',
  'TlsNeeded',
  'ConnectionFailed',
  'TimedOut',
);
export const isRateLimited = has('RateLimited');
/** The cloud is there and can't now: asking again later is right. */
export const isUnavailable = has('Unavailable', 'ServerError', 'RateLimited');
