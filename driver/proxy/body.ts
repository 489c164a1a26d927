import type { IncomingMessage } from 'node:http';

/** True if a request says that it has a body, which may be still on its way. */
export function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

/** Lets the rest of a body pass that nobody wants any longer: it would block the connection. */
export function discardRest(req: IncomingMessage): void {
  if (!req.complete) req.resume();
}
