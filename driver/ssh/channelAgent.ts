import http from 'node:http';
import type { Duplex } from 'node:stream';
import { inspect } from 'node:util';
import { RockpoolError } from '../model/errors';

/** Kept without a call for the next one; Docker never closes one by itself. */
const MOST_IDLE = 8;

type Done = (error: Error | null, stream: Duplex) => void;

/**
 * An agent whose connections are channels of an SSH connection: a call takes a channel that another has left, which
 * saves the round trip for a new one. Channels go with their connection, so that a kept one is never a stale one.
 */
export function channelAgent(
  open: (options: { signal?: AbortSignal | undefined }) => Promise<Duplex>,
): http.Agent {
  const agent = new http.Agent({ keepAlive: true, maxFreeSockets: MOST_IDLE });
  agent.createConnection = ((_: unknown, done: Done) => {
    open({}).then(
      channel => done(null, asSocket(channel)),
      // Its only argument then; the types want both.
      error => (done as (error: Error) => void)(withErrno(error)),
    );
    return undefined;
  }) as unknown as typeof agent.createConnection;
  // docker-modem writes out the options of each call, with all that hangs on them.
  Object.defineProperty(agent, inspect.custom, { value: () => 'Agent', enumerable: false });
  return agent;
}

/** Gives a channel what http asks of a socket. One that the other end has ended is no use to the next call. */
function asSocket(channel: Duplex): Duplex {
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
  });
}

/** That nobody listens there is what the operating system would say of a local socket. */
function withErrno(error: Error): Error {
  const refused = error instanceof RockpoolError && error.value.code === 'SSH_NOBODY_LISTENS';
  return refused ? Object.assign(new Error(error.message), { code: 'ECONNREFUSED' }) : error;
}
