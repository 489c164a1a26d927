import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { packetSocket } from './packetSocket';

test('what is written in one turn leaves in one call, in its order', async () => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = packetSocket('127.0.0.1', (server.address() as AddressInfo).port);
  const [[peer]] = await Promise.all([once(server, 'connection'), once(socket, 'connect')]);
  const calls: number[] = [];
  const writeAll = socket._writev?.bind(socket);
  socket._writev = (chunks, done) => {
    calls.push(chunks.length);
    writeAll?.(chunks, done);
  };
  let heard = '';
  peer.on('data', (data: Buffer) => {
    heard += data;
  });
  for (const piece of ['length ', 'body ', 'tag ']) socket.write(piece);
  await new Promise(setImmediate);
  for (const piece of ['next ', 'one']) socket.write(piece);
  socket.end();
  await once(peer, 'end');
  expect(heard).toBe('length body tag next one');
  expect(calls).toEqual([3, 2]);
  server.close();
});

test('memory is read into again only once nobody keeps what was read', async () => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = packetSocket('127.0.0.1', (server.address() as AddressInfo).port);
  const [[peer]] = await Promise.all([once(server, 'connection'), once(socket, 'connect')]);
  const hear = async (word: string) => {
    peer.write(word);
    return (await once(socket, 'data'))[0] as Buffer;
  };
  const kept = [await hear('one'), await hear('two')];
  socket.reuseMemory();
  // What is under way has its memory already.
  await hear('six');
  const [first, second] = [await hear('ten'), await hear('new')];
  expect(kept.map(String)).toEqual(['one', 'two']);
  expect(first.buffer).toBe(second.buffer);
  expect(String(second)).toBe('new');
  socket.destroy();
  server.close();
});
