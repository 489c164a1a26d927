import type { Duplex } from 'node:stream';
import { isRockpoolError } from '../model/errors';

/**
 * Gives a channel what http and undici ask of a socket. One that the other end has ended is no use for another call.
 */
export function asSocket(channel: Duplex): Duplex {
  const itself = () => channel;
  channel.once('end', () => {
    channel.end();
    channel.emit('agentRemove');
  });
  return Object.assign(channel, {
    setKeepAlive: itself,
    setNoDelay: itself,
    setTimeout: itself,
    ref: itself,
    unref: itself,
    destroySoon: () => channel.end(),
  });
}

/** Why there is no channel; that nobody listens there as the operating system says it of a local socket. */
export function asSocketError(error: unknown): Error {
  if (!isRockpoolError(error)) return error as Error;
  return error.value.code === 'SSH_NOBODY_LISTENS'
    ? Object.assign(new Error(error.message), { code: 'ECONNREFUSED' })
    : error;
}
