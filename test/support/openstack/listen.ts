import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Transport } from './core/environment';

/** The emulated cloud on a port of this machine. */
export interface Listening extends AsyncDisposable {
  /** e.g. `http://127.0.0.1:34567` */
  origin: string;
}

async function pass(transport: Transport, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  try {
    const answer = await transport({
      method: request.method ?? 'GET',
      url: `http://${request.headers.host}${request.url}`,
      headers: Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      ),
      body,
      signal: gone.signal,
    });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  } catch {
    // A fault of the connection: to a socket that means its end.
    request.socket.destroy();
  }
}

/** On loopback alone, on a port that is free. */
export async function listen(transport: Transport): Promise<Listening> {
  const server = createServer((request, response) => void pass(transport, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
