import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** A connection to a target whose reading can be held up, whatever its reader asks for. */
export type TargetStream = Socket & { hold(): void; release(): void };

/**
 * A stream to a target behind another machine, whose reading can be held up: nothing is taken off it meanwhile, so that
 * it fills, and the other end has to wait.
 */
export function holdable(stream: Duplex): TargetStream {
  const read = stream.read.bind(stream);
  let held = false;
  let wanted = false;
  return Object.assign(stream, {
    read(size?: number): unknown {
      if (!held) return read(size);
      wanted = true;
      return null;
    },
    hold() {
      held = true;
    },
    release() {
      held = false;
      if (!wanted) return;
      wanted = false;
      stream.emit('readable');
    },
  }) as TargetStream;
}
