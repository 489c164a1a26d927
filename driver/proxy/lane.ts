import { Client } from 'undici';
import type { Clock } from '../model/clock';
import { connect, type Way } from './connection';
import type { TargetStream } from './targetStream';

const DAY_MS = 24 * 3600 * 1000;
/** Many servers close an idle connection after two seconds or more: ours must be the shorter patience. */
const IDLE_MS = 1_500;
/** Cookies of everything on this machine's loopback come along, so more than usual. */
export const MAX_HEADER_BYTES = 64 * 1024;

/** A client with one connection to a target, for one exchange at a time; it connects again when it has to. */
export class Lane {
  readonly client: Client;
  /** Pieces of answers that have not left the process yet. */
  unsent = 0;
  #stream: TargetStream | undefined;

  constructor(way: Way, clock: Clock) {
    this.client = new Client(`http://127.0.0.1:${way.port}`, {
      pipelining: 1,
      keepAliveTimeout: IDLE_MS,
      keepAliveMaxTimeout: IDLE_MS,
      headersTimeout: DAY_MS,
      bodyTimeout: DAY_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
      connect: (_, callback) => {
        const passedOn = () => this.unsent === 0;
        connect(way, clock, passedOn, (error, stream) => {
          if (stream) this.#stream = stream;
          // One of the two, as undici's types have it.
          callback(error as null, stream as TargetStream);
        });
      },
    });
  }

  /**
   * Holds the target up while its reader is slow. Not by undici's own pause: a connection that ends while its parser
   * is paused fails an answer that is all there.
   */
  hold(): void {
    this.#stream?.hold();
  }

  release(): void {
    this.#stream?.release();
  }
}
