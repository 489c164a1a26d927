/** What target and load agree on, so that neither has to parse much: the proxy is to be the busiest. */

export const BODY_BYTES = 100 * 1024 * 1024;

/** A short message of a kernel, and an output with a picture in it. */
export const MESSAGE_BYTES = { '/echo': 64, '/stream': 64 * 1024 } as const;
export type MessagePath = keyof typeof MESSAGE_BYTES;

/** A binary websocket message of so many bytes, masked as a client's is or not as a server's. */
export function message(bytes: number, masked: boolean): Buffer {
  const mask = masked ? 0x80 : 0;
  const length = Buffer.alloc(bytes < 126 ? 1 : bytes < 65_536 ? 3 : 9);
  if (length.length === 1) length[0] = mask | bytes;
  else if (length.length === 3) {
    length[0] = mask | 126;
    length.writeUInt16BE(bytes, 1);
  } else {
    length[0] = mask | 127;
    length.writeBigUInt64BE(BigInt(bytes), 1);
  }
  return Buffer.concat([Buffer.from([0x82]), length, Buffer.alloc(masked ? 4 : 0), Buffer.alloc(bytes, 'x')]);
}

/** What the load is asked to do: one figure a job. `calm`: a few small requests at a time, and how long they take. */
export interface Job {
  kind: 'gets' | 'body' | 'echo' | 'stream' | 'calm';
  port: number;
  /** Before the target's path: the proxy's prefix, or ''. */
  prefix: string;
}
export interface Figure {
  value: number;
}
export interface Listening {
  port: number;
}
