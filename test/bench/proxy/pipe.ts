import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Listening } from './wire';

/** The least that Node's own client and server can do: `pipe TARGET_PORT`. */
const agent = new http.Agent({ keepAlive: true });
const server = http.createServer((req, res) => {
  const { method, url, headers } = req;
  const asked = http.request(
    { host: '127.0.0.1', port: process.argv[2], method, path: url, headers, agent },
    answer => {
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(res);
    },
  );
  asked.on('error', () => res.destroy());
  req.pipe(asked);
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port } satisfies Listening);
});
