import http from 'node:http';
import path from 'node:path';

/**
 * When whoever made a call is to be killed: before the engine hears of it; when the engine has answered and the answer
 * goes no further; or when it has just gone on.
 */
export type RelayMoment = 'before' | 'unseen' | 'seen';

export interface RelayPoint {
  /** `POST /containers/create`, as a pattern for method and path without the version. */
  call: RegExp;
  /** Only once this was called. */
  after?: RegExp;
  moment: RelayMoment;
}

/** A Docker engine as seen through a socket of its own, on which the one who calls can be killed at a named call. */
export interface EngineRelay extends AsyncDisposable {
  readonly dockerHost: string;
  /** Calls `kill` once, at the next call that the point names. */
  arm(point: RelayPoint, kill: () => void): void;
}

/** @param folder a short path: sockets have room for about a hundred characters */
export async function engineRelay(socketPath: string, folder: string): Promise<EngineRelay> {
  let armed: { point: RelayPoint; kill: () => void } | undefined;
  const own = path.join(folder, 'relay.sock');

  const server = http.createServer((request, response) => {
    const line = `${request.method} ${(request.url ?? '').replace(/^\/v[\d.]+/, '')}`;
    const isDue = armed && !armed.point.after && armed.point.call.test(line);
    const hit = isDue ? armed : undefined;
    if (hit) armed = undefined;
    if (armed?.point.after?.test(line)) armed.point = { call: armed.point.call, moment: armed.point.moment };
    const strike = (moment: RelayMoment) => {
      if (hit?.point.moment !== moment) return false;
      hit.kill();
      return true;
    };
    if (strike('before')) return request.socket.destroy();
    const { method, url, headers } = request;
    const onward = http.request({ socketPath, method, path: url, headers, agent: false }, answer => {
      if (hit?.point.moment === 'unseen') {
        // The engine has done it once its answer is complete.
        answer.resume().once('end', () => {
          strike('unseen');
          request.socket.destroy();
        });
        return;
      }
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      response.flushHeaders();
      answer.pipe(response);
      answer.once('end', () => void strike('seen'));
    });
    // What was sent is done, also where the one who sent it is gone; a body that was cut off isn't.
    request.once('aborted', () => {
      if (!request.complete) onward.destroy();
    });
    response.once('close', () => {
      if (method === 'GET') onward.destroy();
    });
    onward.once('error', () => request.socket.destroy());
    // All at once: an engine that has read what it wants (a name that is taken) answers and closes before the last piece.
    const body: Buffer[] = [];
    request.on('data', (piece: Buffer) => body.push(piece));
    request.once('end', () => onward.end(Buffer.concat(body)));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(own, resolve);
  });
  return {
    dockerHost: `unix://${own}`,
    arm(point, kill) {
      armed = { point, kill };
    },
    [Symbol.asyncDispose]: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
