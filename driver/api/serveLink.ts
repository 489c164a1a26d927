import { callTRPCProcedure, getErrorShape, getTRPCErrorFromUnknown } from '@trpc/server';
import { z } from 'zod';
import type { Disposer } from '../model/clock';
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
  z.strictObject({ type: z.literal('unlisten'), id }),
]);

/**
 * Answers the requests that come over `transport` with the API. What doesn't look like a request is dropped and
 * logged. The disposer aborts everything that is under way; afterwards nothing is sent any more.
 */
export function serveLink(transport: LinkTransport, context: ApiContext, log: Log): Disposer {
  const open = new Map<number, AbortController>();
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

  async function serve(request: Extract<LinkRequest, { path: string }>, signal: AbortSignal): Promise<void> {
    const { id, path, input } = request;
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
    const abort = new AbortController();
    open.set(request.id, abort);
    void serve(request, abort.signal).finally(() => {
      if (open.get(request.id) === abort) open.delete(request.id);
    });
  }

  function end(id: number): void {
    open.get(id)?.abort();
    open.delete(id);
  }

  transport.onMessage(message => {
    if (closed) return;
    const { success, data: request } = requestSchema.safeParse(message);
    if (!success) log.warn('malformed request dropped');
    else if (request.type === 'call' || request.type === 'listen') begin(request);
    else end(request.id);
  });

  return () => {
    closed = true;
    for (const id of [...open.keys()]) end(id);
  };
}
