import { callTRPCProcedure, getErrorShape, getTRPCErrorFromUnknown } from '@trpc/server';
import { z } from 'zod';
import type { Disposer } from '../model/clock';
import { MOST_UNTAKEN } from '../model/linkFlow';
import type { Log } from '../model/log';
import type { LinkAnswer, LinkRequest } from './link';
import { appRouter } from './router';
import type { ApiContext } from './trpc';

/** One end of whatever carries the link: a MessagePort, a socket. */
export interface LinkTransport {
  /** Throws for a value that can't be carried. */
  send(answer: LinkAnswer): void;
  onMessage(listener: (message: unknown) => void): void;
}

/** More open requests than a window of ours ever has; what comes on top is dropped. */
const MAX_OPEN = 1000;

const id = z.number().int().nonnegative();
const path = z.string().max(100);
const requestSchema: z.ZodType<LinkRequest> = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('call'),
    id,
    path,
    kind: z.enum(['query', 'mutation']),
    input: z.unknown(),
  }),
  z.strictObject({ type: z.literal('cancel'), id }),
  z.strictObject({ type: z.literal('listen'), id, path, input: z.unknown() }),
  z.strictObject({ type: z.literal('taken'), id, values: z.number().int().positive() }),
  z.strictObject({ type: z.literal('unlisten'), id }),
]);

/** A request that is under way. */
interface Open {
  readonly abort: AbortController;
  /** Values of its subscription that are on the way. */
  untaken: number;
  /** Goes on where values were held back. */
  wake(): void;
}

/**
 * Answers the requests that come over `transport` with the API. What doesn't look like a request is dropped and
 * logged. The disposer aborts everything that is under way; afterwards nothing is sent any more.
 */
export function serveLink(transport: LinkTransport, context: ApiContext, log: Log): Disposer {
  const open = new Map<number, Open>();
  let closed = false;

  function send(answer: LinkAnswer): void {
    if (!closed) transport.send(answer);
  }

  function fail(id: number, cause: unknown, path: string, type: 'query' | 'mutation' | 'subscription'): void {
    const error = getTRPCErrorFromUnknown(cause);
    if (error.code === 'INTERNAL_SERVER_ERROR') log.error('request failed', { path, error: error.stack });
    const config = appRouter._def._config;
    send({
      type: 'error',
      id,
      error: getErrorShape({ config, error, type, path, input: undefined, ctx: context }),
    });
  }

  async function serve(request: Extract<LinkRequest, { path: string }>, one: Open): Promise<void> {
    const { id, path, input } = request;
    const { signal } = one.abort;
    const type = request.type === 'listen' ? 'subscription' : request.kind;
    try {
      const result: unknown = await callTRPCProcedure({
        router: appRouter,
        path,
        type,
        ctx: context,
        getRawInput: async () => input,
        signal,
        batchIndex: 0,
      });
      if (type !== 'subscription') {
        if (!signal.aborted) send({ type: 'result', id, value: result });
        return;
      }
      for await (const value of result as AsyncIterable<unknown>) {
        if (signal.aborted) return;
        send({ type: 'data', id, value });
        one.untaken += 1;
        while (one.untaken >= MOST_UNTAKEN && !signal.aborted) {
          await new Promise<void>(resolve => {
            one.wake = resolve;
          });
        }
      }
      if (!signal.aborted) send({ type: 'end', id });
    } catch (error) {
      if (!signal.aborted) fail(id, error, path, type);
    }
  }

  function begin(request: Extract<LinkRequest, { path: string }>): void {
    if (open.has(request.id) || open.size >= MAX_OPEN) {
      log.warn('request dropped: its number is taken, or too many are open', { path: request.path });
      return;
    }
    const one: Open = { abort: new AbortController(), untaken: 0, wake: () => undefined };
    open.set(request.id, one);
    void serve(request, one).finally(() => {
      if (open.get(request.id) === one) open.delete(request.id);
    });
  }

  function end(id: number): void {
    const one = open.get(id);
    open.delete(id);
    one?.abort.abort();
    one?.wake();
  }

  function take(id: number, values: number): void {
    const one = open.get(id);
    if (!one) return;
    one.untaken = Math.max(0, one.untaken - values);
    one.wake();
  }

  transport.onMessage(message => {
    if (closed) return;
    const { success, data: request } = requestSchema.safeParse(message);
    if (!success) log.warn('malformed request dropped');
    else if (request.type === 'call' || request.type === 'listen') begin(request);
    else if (request.type === 'taken') take(request.id, request.values);
    else end(request.id);
  });

  return () => {
    closed = true;
    for (const id of [...open.keys()]) end(id);
  };
}
