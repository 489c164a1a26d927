import { type Readable, Transform } from 'node:stream';
import type { Engine } from '../engine';
import type { Progress } from '../tasks/tasks';
import { type Bandwidth, throttled } from './bandwidth';

export interface SendOptions {
  signal: AbortSignal;
  report?: ((progress: Pick<Progress, 'step' | 'done' | 'total'>) => void) | undefined;
  /** What it may send, together with others; absent: as fast as it goes. */
  bandwidth?: Bandwidth | undefined;
}

/** An archive that is to be sent. */
export interface Sending {
  open(): { stream: Readable; size: number };
  /** Of its layers; absent: all that it holds counts. */
  bytes?: number;
}

/**
 * Sends archives to an engine, each of which needs what is in those before it. While an engine unpacks one the next is on
 * its way: an engine only looks at an archive once it has all of it, so its end is kept back until the one before has
 * been taken. There are never more than two.
 */
export async function sendAll(
  engine: Engine,
  archives: readonly Sending[],
  options: SendOptions,
): Promise<void> {
  const total = archives.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
  const loads: Promise<void>[] = [];
  let before = 0;
  try {
    for (const [at, archive] of archives.entries()) {
      const step = archives.length > 1 ? `Sending part ${at + 1} of ${archives.length}` : 'Sending the image';
      const isLast = at === archives.length - 1;
      const { load, sent } = send(engine, archive, {
        ...{ ...options, step, isLast, before, total },
        earlier: loads.at(-1),
      });
      loads.push(load);
      await Promise.race([sent, load]);
      before += archive.bytes ?? 0;
    }
    await Promise.all(loads);
  } catch (error) {
    // What has arrived of an earlier one stays; a later one fails with it.
    const ends = await Promise.allSettled(loads);
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    throw error;
  }
}

interface OneOptions extends SendOptions {
  step: string;
  isLast: boolean;
  /** Bytes of the archives before it, and of all. */
  before: number;
  total: number;
  /** What has to be taken before this one. */
  earlier: Promise<void> | undefined;
}

/** `load` resolves once the engine has taken it, `sent` once all of it has been given to the connection. */
function send(
  engine: Engine,
  { open, bytes }: Sending,
  { signal, report, bandwidth, step, isLast, before, total, earlier }: OneOptions,
): { load: Promise<void>; sent: Promise<void> } {
  const { stream: whole, size } = open();
  const paced = bandwidth ? throttled(whole, bandwidth, signal) : whole;
  const stream = earlier ? endingAfter(paced, earlier) : paced;
  const most = bytes ?? size;
  report?.({ step, total: total || size, done: before });
  let load = Promise.resolve();
  const sent = new Promise<void>(resolve => {
    const onProgress = (count: number) => {
      const done = before + Math.min(count, most);
      report?.(count >= size && isLast ? { done, step: 'The host unpacks it' } : { done });
      if (count >= size) resolve();
    };
    load = engine.load(stream, { signal, onProgress }).finally(() => stream.destroy());
  });
  // It is waited for later; the one before it may fail first.
  load.catch(() => undefined);
  return { load, sent };
}

/** A stream whose last piece waits until something has come about; it fails where that does. */
export function endingAfter(stream: Readable, earlier: Promise<void>): Readable {
  let last: Buffer | undefined;
  const held = new Transform({
    transform(piece: Buffer, _encoding, done) {
      const ready = last;
      last = piece;
      if (ready) done(null, ready);
      else done();
    },
    flush(done) {
      earlier.then(() => done(null, last), done);
    },
  });
  earlier.catch(error => held.destroy(error));
  stream.once('error', error => held.destroy(error));
  held.once('close', () => stream.destroy());
  return stream.pipe(held);
}
