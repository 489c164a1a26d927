import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A server on a unix socket that plays an engine as the test wants it to behave. */
export interface FakeEngine extends AsyncDisposable {
  readonly url: string;
  /** Method and path of each request, in order. */
  readonly requests: string[];
  /** Connections that are open now. */
  connections(): number;
}

export async function fakeEngine(answer: http.RequestListener): Promise<FakeEngine> {
  const requests: string[] = [];
  const server = http.createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  return { ...(await listening(server)), requests };
}

/** The same without HTTP: what is done with each connection is the test's. */
export async function fakeSocket(onConnection: (socket: net.Socket) => void): Promise<FakeEngine> {
  return { ...(await listening(net.createServer(onConnection))), requests: [] };
}

export function json(response: http.ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/** Answers `/info` and `/version` as Docker does; true if it was asked that. */
export function answerAbout(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  changes = {},
): boolean {
  if (request.url === '/info') {
    json(response, 200, {
      ...{
        ID: 'ENGINE',
        Name: 'lab',
        ServerVersion: '28.0.0',
        OperatingSystem: 'Debian',
        DockerRootDir: '/x',
      },
      ...{ MemTotal: 8 * 1024 ** 3, NCPU: 4, LoggingDriver: 'json-file', SecurityOptions: ['name=rootless'] },
      ...changes,
    });
    return true;
  }
  if (request.url !== '/version') return false;
  json(response, 200, { ApiVersion: '1.48', Version: '28.0.0', Arch: 'arm64', ...changes });
  return true;
}

async function listening(server: net.Server): Promise<Omit<FakeEngine, 'requests'>> {
  const folder = mkdtempSync(path.join(tmpdir(), 'fake-engine-'));
  const socketPath = path.join(folder, 'docker.sock');
  const open = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>(resolve => server.listen(socketPath, resolve));
  return {
    url: `unix://${socketPath}`,
    connections: () => open.size,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise(resolve => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
