import { Client } from 'undici';
import type { Clock } from '../model/clock';
import { connect, type TargetSocket } from './connection';

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
  #socket: TargetSocket | undefined;

  constructor(port: number, clock: Clock) {
    this.client = new Client(`http://127.0.0.1:${port}`, {
      pipelining: 1,
      keepAliveTimeout: IDLE_MS,
      keepAliveMaxTimeout: IDLE_MS,
      headersTimeout: DAY_MS,
      bodyTimeout: DAY_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
      connect: (_, callback) => {
        const socket = connect(port, clock, () => this.unsent === 0);
        this.#socket = socket;
        const failed = (error: Error) => callback(error, null);
        socket.once('error', failed);
        socket.once('connect', () => {
          socket.off('error', failed);
          callback(null, socket);
        });
      },
    });
  }

  /**
   * Holds the target up while its reader is slow. Not by undici's own pause: a connection that ends while its parser
   * is paused fails an answer that is all there.
   */
  hold(): void {
    this.#socket?.hold();
  }

  release(): void {
    this.#socket?.release();
  }
}
