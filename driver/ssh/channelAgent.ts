import http from 'node:http';
import type { Duplex } from 'node:stream';
import { inspect } from 'node:util';
import { asSocket, asSocketError } from './channelSocket';
import type { EngineChannel } from './port';

/** Kept without a call for the next one; Docker never closes one by itself. */
const MOST_IDLE = 8;

type Done = (error: Error | null, stream: Duplex) => void;

/**
 * An agent whose connections are channels of an SSH connection: a call takes a channel that another has left, which
 * saves the round trip for a new one. Channels go with their connection, so that a kept one is never a stale one.
 */
export function channelAgent(open: () => Promise<EngineChannel>): http.Agent {
  const agent = new http.Agent({ keepAlive: true, maxFreeSockets: MOST_IDLE });
  agent.createConnection = ((_: unknown, done: Done) => {
    open().then(
      channel => done(null, asSocket(channel)),
      // Its only argument then; the types want both.
      error => (done as (error: Error) => void)(asSocketError(error)),
    );
    return undefined;
  }) as unknown as typeof agent.createConnection;
  agent.keepSocketAlive = (channel: EngineChannel) => !channel.isScarce;
  // docker-modem writes out the options of each call, with all that hangs on them.
  Object.defineProperty(agent, inspect.custom, { value: () => 'Agent', enumerable: false });
  return agent;
}
