import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SimulatedContainer } from './machines';
import type { Ports } from './ports';

/**
 * Real ports on 127.0.0.1 for simulated containers: a listener for each, made when its port is asked for. Disposing
 * closes all.
 */
export interface LoopbackPorts extends Ports, AsyncDisposable {
  /** The ports on which it listens, by container. */
  readonly known: ReadonlyMap<string, number>;
  /** Listens again on the port that a container had, or on another one where that is taken. */
  reopen(container: SimulatedContainer, port: number): Promise<void>;
}

/** @param answers whether a container's port answers now; where it doesn't, connections are dropped */
export function loopbackPorts(answers: (container: SimulatedContainer) => boolean): LoopbackPorts {
  const listeners = new Map<string, { server: http.Server; port: Promise<number> }>();
  const ports = new Map<string, number>();

  function listen(container: SimulatedContainer, wanted = 0): Promise<number> {
    const { containerId } = container;
    const known = listeners.get(containerId);
    if (known) return known.port;
    const server = http.createServer((request, response) => {
      if (!answers(container)) return void request.socket.destroy();
      const headers = { 'content-type': 'text/html; charset=utf-8', 'x-simulated': 'yes' };
      response.writeHead(200, headers).end(pageOf(container, request.url ?? '/'));
    });
    const port = new Promise<number>((resolve, reject) => {
      server.once('error', error => {
        listeners.delete(containerId);
        reject(error);
      });
      server.listen(wanted, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    });
    listeners.set(containerId, { server, port });
    return port.then(number => {
      if (listeners.get(containerId)?.server === server) ports.set(containerId, number);
      return number;
    });
  }
  function close(containerId: string): Promise<void> {
    const listener = listeners.get(containerId);
    if (!listener) return Promise.resolve();
    listeners.delete(containerId);
    ports.delete(containerId);
    return new Promise(resolve => {
      listener.server.close(() => resolve());
      listener.server.closeAllConnections();
    });
  }

  return {
    of: ({ containerId }) => ports.get(containerId),
    open: container => listen(container),
    known: ports,
    async reopen(container, port) {
      try {
        await listen(container, port);
      } catch {
        await listen(container);
      }
    },
    close: ({ containerId }) => void close(containerId),
    async [Symbol.asyncDispose]() {
      await Promise.all([...listeners.keys()].map(close));
    },
  };
}

/** What a browser shows of a simulated instance. */
function pageOf(
  { name, spec: { marks, port, memoryMiB }, machineId }: SimulatedContainer,
  path: string,
): string {
  const rows = {
    Blueprint: marks.blueprint,
    User: marks.user,
    Host: machineId,
    Memory: `${Math.round(memoryMiB)} MiB`,
    'Asked for': `${path} on port ${port}`,
  };
  const cells = Object.entries(rows).map(
    ([key, value]) => `<tr><th>${key}</th><td>${escaped(value)}</td></tr>`,
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(name)} (simulated)</title>
<style>body{font:16px/1.5 system-ui;max-width:36rem;margin:10vh auto;padding:0 1rem;color-scheme:light dark}
th{text-align:left;padding-right:1.5rem}mark{padding:.1em .5em}</style>
<h1>${escaped(name)}</h1><p><mark>Simulated</mark> No program runs behind this page: host, engine and container
belong to a demonstration.</p><table>${cells.join('')}</table></html>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}
