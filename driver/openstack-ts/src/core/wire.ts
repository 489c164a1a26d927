import { documentOf, refusalOf } from './answers.ts';
import type { Environment } from './environment.ts';
import { isNotFound, isOpenStackError, OpenStackError } from './errors.ts';
import { failureOf } from './failures.ts';
import { LimitReached, limitsOf } from './limit.ts';
import { type Redactor, secretFields } from './redact.ts';
import { waitBeforeRetry } from './retry.ts';
import type { TransportAnswer } from './transport.ts';

export interface WireCall {
  method: string;
  url: string;
  headers?: Readonly<Record<string, string>> | undefined;
  /** Sent as JSON. */
  body?: unknown;
  signal?: AbortSignal | undefined;
  /** Further statuses that are an answer. */
  expected?: readonly number[] | undefined;
}

export interface WireAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  /** The document; undefined: none. */
  body: unknown;
}

/** One request and its answer, tried again where that is safe. */
export interface Wire {
  /** @throws OpenStackError, or the signal's reason */
  call(call: WireCall): Promise<WireAnswer>;
}

export function wireOf(
  { transport, clock, random, log }: Environment,
  { limitMs, redactor }: { limitMs: number; redactor: Redactor },
): Wire {
  const limits = limitsOf(limitMs, clock);

  async function once(call: WireCall): Promise<WireAnswer> {
    const { method, url, body, signal, expected } = call;
    const named = { method, url: redactor.text(url) };
    const begun = clock.monotonic();
    let answer: TransportAnswer | undefined;
    let failure: unknown;
    try {
      const headers: Record<string, string> = { ...call.headers, accept: 'application/json' };
      if (body !== undefined) headers['content-type'] ??= 'application/json';
      const sent = body === undefined ? undefined : JSON.stringify(body);
      answer = await limits.run(signal, limited =>
        transport({ method, url, headers, body: sent, signal: limited }),
      );
      if ((answer.status < 200 || answer.status > 299) && !expected?.includes(answer.status))
        throw refusalOf(answer, named, text => redactor.text(text, secretFields(body)));
      return { status: answer.status, headers: answer.headers, body: documentOf(answer, named) };
    } catch (error) {
      signal?.throwIfAborted();
      failure = redactor.error(meant(error, named));
      throw failure;
    } finally {
      log({
        method,
        url: named.url,
        status: answer?.status,
        requestId: answer?.headers['x-openstack-request-id'],
        ms: Math.round(clock.monotonic() - begun),
        error: isOpenStackError(failure) ? failure.code : undefined,
      });
    }
  }

  function meant(error: unknown, named: { method: string; url: string }): unknown {
    if (isOpenStackError(error)) return error;
    if (error instanceof LimitReached) {
      return new OpenStackError({
        ...{ code: 'TimedOut', ...named, cause: error },
        message: `${named.method} ${named.url} was not answered within ${Math.round(limitMs / 1000)} s.`,
      });
    }
    return failureOf(error, named);
  }

  /** Another try, where that is safe. */
  async function again(call: WireCall, error: unknown): Promise<WireAnswer> {
    const { method, signal } = call;
    let failure = error;
    for (let tries = 1; ; tries += 1) {
      // Of the try before only the answer was lost.
      if (tries > 1 && method === 'DELETE' && isNotFound(failure))
        return { status: 204, headers: {}, body: undefined };
      const waitMs = waitBeforeRetry(failure, { method, tries }, random.float());
      if (waitMs === undefined) throw failure;
      await clock.sleep(waitMs, signal ? { signal } : {});
      try {
        return await once(call);
      } catch (next) {
        failure = next;
      }
    }
  }

  return { call: call => once(call).catch(error => again(call, error)) };
}
