import type { Writable } from 'node:stream';

/** Calls back as soon as little waits to be sent, with how many bytes may go then. */
export type WhenRoom = (then: (most: number) => void) => void;

/** What is larger is sent in pieces, of this size at most. */
export const PIECE_BYTES = 128 * 1024;

/**
 * Large writes to a channel go in pieces, each only when what was written before has left this process: what is said on
 * other channels of the connection, a request of somebody's notebook beside a push, goes in between.
 */
export function paced(channel: Pick<Writable, '_write'>, whenRoom: WhenRoom): void {
  const write = channel._write.bind(channel);
  channel._write = (data: Buffer, encoding, done) => {
    if (data.length <= PIECE_BYTES) return write(data, encoding, done);
    let at = 0;
    const goOn = (error?: Error | null) => {
      if (error || at >= data.length) return done(error);
      whenRoom(most => {
        const piece = data.subarray(at, at + most);
        at += piece.length;
        write(piece, encoding, goOn);
      });
    };
    goOn();
  };
}
