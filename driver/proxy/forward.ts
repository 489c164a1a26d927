import type { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import type { Dispatcher } from 'undici';
import { isRockpoolError } from '../model/errors';
import type { Admission } from './admission';
import { finish, hasBody } from './body';
import { type Exchange, type FlatHeaders, requestHeaders, responseHeaders } from './headers';
import type { Lane } from './lane';
import { answer, type Page, pages } from './pages';
import type { Target } from './targets';

/** What forwarding needs of the proxy. */
export interface ForwardContext {
  proxyPort: number;
  /** Told once when a target can't be reached, breaks off, or sends what isn't HTTP. */
  onTrouble(admission: Admission, code: string): void;
}

/** More than this waits to be sent: the target has to wait, too. One full read may wait while the next comes in. */
const MAX_UNSENT_BYTES = 1024 * 1024;

class ClientGone extends Error {
  readonly code = 'CLIENT_GONE';
}

/**
 * Passes a request on and its answer back, both as they come, nothing gathered. Who goes away first ends it for the
 * other side as well.
 */
export function forward(
  req: IncomingMessage,
  res: ServerResponse,
  admission: Admission,
  target: Target,
  context: ForwardContext,
): void {
  new Forwarding(req, res, admission, target, context).start();
}

class Forwarding implements Dispatcher.DispatchHandler {
  readonly #req: IncomingMessage;
  readonly #res: ServerResponse;
  readonly #target: Target;
  readonly #context: ForwardContext;
  readonly #exchange: Exchange;
  readonly #hasBody: boolean;
  #lane: Lane | undefined;
  /** True from the answer's end on: the lane may be another's now. */
  #left = false;
  #held = false;
  #controller: Dispatcher.DispatchController | undefined;
  #bounded = false;
  #retried = false;
  /** Pieces handed to the client's connection that have not left the process. */
  #unsent = 0;
  /** True once a piece of the body was written: then the head has gone, too. */
  #written = false;

  constructor(
    req: IncomingMessage,
    res: ServerResponse,
    admission: Admission,
    target: Target,
    context: ForwardContext,
  ) {
    this.#req = req;
    this.#res = res;
    this.#target = target;
    this.#context = context;
    this.#exchange = { admission, cookieNames: target.cookieNames, proxyPort: context.proxyPort };
    this.#hasBody = hasBody(req);
  }

  start(): void {
    this.#res.once('close', () => this.#clientClosed());
    this.#target.take(lane => {
      this.#lane = lane;
      if (this.#res.destroyed) this.#leave();
      else this.#dispatch(lane);
    });
  }

  #dispatch(lane: Lane): void {
    const { headers, bounded } = requestHeaders(this.#req, this.#exchange);
    this.#bounded = bounded;
    try {
      lane.client.dispatch(
        {
          method: this.#req.method as Dispatcher.HttpMethod,
          path: this.#exchange.admission.path,
          headers,
          // Not the request itself: undici would destroy it when the target fails, and the client's connection too.
          body: this.#hasBody ? this.#req.pipe(new PassThrough()) : null,
        },
        this,
      );
    } catch {
      // What Node's parser lets through but may not be sent on.
      this.#leave();
      answer(this.#req, this.#res, pages.badRequest);
    }
  }

  /** Makes room for the next. */
  #leave(): void {
    if (this.#left || !this.#lane) return;
    this.#left = true;
    this.#target.giveBack(this.#lane);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#res.destroyed) controller.abort(new ClientGone());
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    _: unknown,
    message?: string,
  ): void {
    if (status < 200) return;
    const raw = (controller.rawHeaders ?? []) as Buffer[];
    const headers: FlatHeaders = raw.map(part => part.toString('latin1'));
    this.#res.writeHead(status, message ?? '', responseHeaders(headers, this.#exchange, this.#bounded));
    // A head whose body is slow to come (server-sent events) must not wait for it.
    process.nextTick(() => {
      // Not flushHeaders(), which would send bytes above 127 as UTF-8.
      if (!this.#written) this.#res.write(NOTHING);
    });
  }

  onResponseData(_: unknown, piece: Buffer): void {
    const res = this.#res;
    const lane = this.#lane;
    if (!lane || this.#left) return;
    this.#written = true;
    this.#unsent += 1;
    lane.unsent += 1;
    res.write(piece, () => this.#sent(lane));
    if (this.#held || res.writableLength <= MAX_UNSENT_BYTES) return;
    this.#held = true;
    lane.hold();
    res.once('drain', () => {
      this.#held = false;
      if (!this.#left) lane.release();
    });
  }

  #sent(lane: Lane): void {
    if (this.#unsent === 0) return;
    this.#unsent -= 1;
    lane.unsent -= 1;
  }

  onResponseEnd(): void {
    this.#written = true;
    finish(this.#req, this.#res);
    this.#leave();
  }

  onResponseError(_: unknown, error: Error): void {
    const code = codeOf(error);
    const lane = this.#lane;
    if (
      lane &&
      !this.#res.destroyed &&
      !this.#retried &&
      !this.#res.headersSent &&
      this.#maySendAgain(code)
    ) {
      this.#retried = true;
      this.#controller = undefined;
      this.#dispatch(lane);
      return;
    }
    this.#leave();
    if (this.#res.destroyed) return;
    this.#context.onTrouble(this.#exchange.admission, code);
    answer(this.#req, this.#res, pageOf(code));
  }

  /** A kept connection may be closed by the target at the moment of its use; RFC 9110, 9.2.2 allows a second try. */
  #maySendAgain(code: string): boolean {
    const { method } = this.#req;
    return (
      !this.#hasBody &&
      (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') &&
      brokenConnection.has(code)
    );
  }

  #clientClosed(): void {
    if (this.#lane) this.#lane.unsent -= this.#unsent;
    this.#unsent = 0;
    if (!this.#res.writableFinished) this.#controller?.abort(new ClientGone());
  }
}

const NOTHING = Buffer.alloc(0);
const brokenConnection = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);
const noConnection = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** What a target's failure looks like to a person. */
export function pageOf(code: string): Page {
  if (noConnection.has(code)) return pages.starting;
  if (code.startsWith('SSH_')) return pages.away;
  return code === 'UND_ERR_HEADERS_TIMEOUT' ? pages.silent : pages.broken;
}

export function codeOf(error: unknown): string {
  if (isRockpoolError(error)) return error.value.code;
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : 'UNKNOWN';
}
