import { StringDecoder } from 'node:string_decoder';

/** A line longer than this is cut, so that output without line ends needs no more memory. */
const LONGEST_LINE = 64 * 1024;
const HEADER = 8;

/** Cuts text into whole lines. */
class Lines {
  #decoder = new StringDecoder('utf8');
  #rest = '';

  push(bytes: Uint8Array): string {
    this.#rest += this.#decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    const end = this.#rest.lastIndexOf('\n') + 1;
    let whole = this.#rest.slice(0, end);
    this.#rest = this.#rest.slice(end);
    if (this.#rest.length > LONGEST_LINE) {
      whole += `${this.#rest}\n`;
      this.#rest = '';
    }
    return whole;
  }

  end(): string {
    const rest = this.#rest + this.#decoder.end();
    return rest && `${rest}\n`;
  }
}

/**
 * Turns what the engine sends of a container's output into text of whole lines. Without a terminal it comes in
 * frames (byte 0: 1 out, 2 err; bytes 4 to 7: length, big-endian; Engine API, "Stream format") that may be cut
 * anywhere; with one, as it is.
 */
export function createDemux({ tty }: { tty: boolean }): { push(chunk: Uint8Array): string; end(): string } {
  const streams = { out: new Lines(), err: new Lines() };
  const header = Buffer.alloc(HEADER);
  let headerHas = 0;
  let frameLeft = 0;

  function push(chunk: Uint8Array): string {
    if (tty) return streams.out.push(chunk);
    let text = '';
    let at = 0;
    while (at < chunk.length) {
      if (frameLeft === 0) {
        const part = chunk.subarray(at, at + HEADER - headerHas);
        header.set(part, headerHas);
        headerHas += part.length;
        at += part.length;
        if (headerHas < HEADER) break;
        headerHas = 0;
        frameLeft = header.readUInt32BE(4);
        continue;
      }
      const part = chunk.subarray(at, at + frameLeft);
      text += (header[0] === 2 ? streams.err : streams.out).push(part);
      frameLeft -= part.length;
      at += part.length;
    }
    return text;
  }

  return { push, end: () => streams.out.end() + streams.err.end() };
}
