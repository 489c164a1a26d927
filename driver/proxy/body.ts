import type { IncomingMessage, ServerResponse } from 'node:http';

/** True if a request says that it has a body, which may be still on its way. */
export function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

/**
 * Ends an answer, also to an upload that is not through: the rest of it is read and forgotten, as it would block the
 * connection. Where the connection ends with the answer, that waits until the client has sent all: cut off in the
 * middle of it, it would not see the answer.
 */
export function finish(req: IncomingMessage, res: ServerResponse): void {
  if (req.complete || !hasBody(req)) {
    res.end();
    return;
  }
  req.unpipe().resume();
  if (res.shouldKeepAlive) res.end();
  else req.once('close', () => res.end());
}
