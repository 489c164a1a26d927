import { type ErrorCode, OpenStackError } from './errors.ts';
import type { TransportAnswer } from './transport.ts';

/** The call that an answer belongs to. */
export interface AnsweredCall {
  method: string;
  url: string;
}

const codes: Record<number, ErrorCode> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
  412: 'PreconditionFailed',
  // Cinder's and Glance's limits, and Nova's of old.
  413: 'QuotaExceeded',
  429: 'RateLimited',
  502: 'Unavailable',
  503: 'Unavailable',
  504: 'Unavailable',
};

const MOST_SAID = 1000;

/** The document in an answer; undefined: it is empty. @throws OpenStackError BadAnswer */
export function documentOf(answer: TransportAnswer, call: AnsweredCall): unknown {
  if (answer.body === '') return undefined;
  try {
    return JSON.parse(answer.body);
  } catch {
    if (answer.body.trim() === '') return undefined;
    // Without its cause: the parser quotes the body, which may have a password in it.
    const isPage = isPageIn(answer);
    throw new OpenStackError({
      ...{ code: 'BadAnswer', isPage },
      message: isPage
        ? `${call.url} answered with a web page, and not as an OpenStack service does.`
        : `${call.url} answered with something that is not whole, or no JSON.`,
      ...whereOf(call),
      ...commonOf(answer),
    });
  }
}

/**
 * What an answer that is no success means.
 * @param hide takes out of the service's words what is secret: services quote what they refuse
 */
export function refusalOf(
  answer: TransportAnswer,
  call: AnsweredCall,
  hide: (text: string) => string = text => text,
): OpenStackError {
  const { status, headers } = answer;
  if (status > 300 && headers.location !== undefined) return redirected(headers.location, answer, call);
  const { said: words, type } = messageIn(answer.body);
  // Cut only then: of a secret that is cut nobody knows any more what it is.
  const said = words === undefined ? undefined : hide(words).slice(0, MOST_SAID);
  const code = isQuota(status, type, said) ? 'QuotaExceeded' : (codes[status] ?? otherCode(status));
  return new OpenStackError({
    code,
    message: `${call.method} ${call.url} was answered with ${status}${said === undefined ? '.' : `: ${said}`}`,
    ...whereOf(call),
    ...commonOf(answer),
    said,
    type,
    isPage: isPageIn(answer),
    retryAfterMs: retryAfterOf(answer),
  });
}

const isPageIn = ({ body }: TransportAnswer) => /^\s*<(!doctype|html)/i.test(body);

/** Not followed: a password or a token goes to the address that it is meant for, and to no other. */
function redirected(location: string, answer: TransportAnswer, call: AnsweredCall): OpenStackError {
  const next = URL.canParse(location, call.url) ? new URL(location, call.url).href : location;
  return new OpenStackError({
    ...{ code: 'Redirected', ...whereOf(call), ...commonOf(answer) },
    message: `${call.url} sends on to ${next}, which has to be given as the address itself.`,
  });
}

function otherCode(status: number): ErrorCode {
  if (status >= 500) return 'ServerError';
  return status >= 400 ? 'BadRequest' : 'BadAnswer';
}

const whereOf = ({ method, url }: AnsweredCall) => ({ method, url });

function commonOf({ status, headers }: TransportAnswer) {
  const requestId = headers['x-openstack-request-id'] ?? headers['x-compute-request-id'];
  return { status, requestId };
}

/**
 * Neutron names it (`OverQuota`, status 409). Nova has nothing but its words to tell it from what a policy forbids, both
 * 403 (nova/api/openstack/compute/servers.py turns QuotaError into HTTPForbidden); by unified limits it says "over a
 * limit" (oslo.limit's ProjectOverLimit).
 */
function isQuota(status: number, type: string | undefined, said = ''): boolean {
  if (status === 409) return type === 'OverQuota';
  return status === 403 && /quota exceeded|maximum number of \w+ exceeded|is over a limit for/i.test(said);
}

/** Seconds, or a date by the cloud's own clock, as RFC 9110 has it; where that isn't told, a second. */
function retryAfterOf({ headers }: TransportAnswer): number | undefined {
  const value = headers['retry-after'];
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const waitMs = Date.parse(value) - Date.parse(headers.date ?? '');
  return Number.isNaN(waitMs) ? 1000 : Math.max(0, waitMs);
}

/** The service's own words, in whichever envelope: each service has its own, and proxies before them write pages. */
export function messageIn(body: string): { said?: string; type?: string } {
  let document: unknown;
  try {
    document = JSON.parse(body);
  } catch {
    const text = withoutTags(body);
    return text === '' ? {} : { said: text };
  }
  return inDocument(document, 0);
}

const DEEP = 3;

function inDocument(document: unknown, depth: number): { said?: string; type?: string } {
  if (typeof document === 'string') return { said: document };
  if (typeof document !== 'object' || document === null || depth > DEEP) return {};
  const fields = document as Record<string, unknown>;
  const said = [fields.message, fields.detail, fields.faultstring].find(one => typeof one === 'string');
  if (typeof said === 'string') {
    const { type } = fields;
    return { said: withoutTags(said), ...(typeof type === 'string' ? { type } : {}) };
  }
  for (const inner of Object.values(fields)) {
    const found = inDocument(inner, depth + 1);
    if (found.said !== undefined) return found;
  }
  return {};
}

function withoutTags(text: string): string {
  return text
    .replaceAll(/<(script|style|title)[\s\S]*?<\/\1>/gi, ' ')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
