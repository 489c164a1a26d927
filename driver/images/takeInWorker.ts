import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { Clock, Disposer } from '../model/clock';
import { RockpoolError } from '../model/errors';
import type { VerifiedArchive } from './archive/takeIn';
import { stopped } from './messages';
import workerPath from './worker?modulePath';
import type { WorkerAnswer, WorkerJob } from './workerProtocol';

export interface WorkerOptions {
  signal: AbortSignal;
  progress: (progress: { step: string; done: number; total?: number }) => void;
  clock: Clock;
}

/** For a thread to stop where it is told to. */
const STOP_LIMIT_MS = 5_000;
/**
 * A thread that has answered lives on for so long. V8 still compiles what has just run, and in older versions of Node a
 * thread that ends meanwhile waits for that for ever, and whoever waits for the thread with it (nodejs/node#54918).
 */
const LINGER_MS = 2_000;

/**
 * Runs one archive through a thread of its own: the main thread stays free. When it returns the thread does nothing any
 * more, also after an abort.
 * @throws RockpoolError IMAGE_…; AbortError
 */
export async function takeInWorker(
  job: Omit<WorkerJob, 'input'> & { input: string | AsyncIterable<Uint8Array> },
  { signal, progress, clock }: WorkerOptions,
): Promise<VerifiedArchive> {
  signal.throwIfAborted();
  const { input, ...rest } = job;
  const channel = typeof input === 'string' ? undefined : new MessageChannel();
  const workerData: WorkerJob = {
    ...rest,
    input: channel ? { port: channel.port2 } : { path: input as string },
  };
  const worker = new Worker(workerPath, { workerData, transferList: channel ? [channel.port2] : [] });
  const feeding = new AbortController();
  let giveUp: Disposer = () => undefined;
  let stop: () => void = () => undefined;
  /** What came first decides: a thread whose source has failed fails too. */
  let cause: { error: unknown } | undefined;
  try {
    const answered = new Promise<VerifiedArchive>((resolve, reject) => {
      worker.on('message', (answer: WorkerAnswer) => {
        if (answer.type === 'progress') progress(answer);
        else if (answer.type === 'done') resolve(answer.archive);
        else reject(new RockpoolError(answer.error));
      });
      worker.on('error', reject);
      worker.once('exit', () => reject(stopped()));
      stop = () => {
        worker.postMessage('stop');
        channel?.port1.postMessage(null);
        giveUp = clock.timer(STOP_LIMIT_MS, () => reject(stopped()));
      };
      signal.addEventListener('abort', stop, { once: true });
    });
    // Without a word of it the thread would wait for a source that has failed for ever.
    const fed = channel
      ? feed(channel.port1, input as AsyncIterable<Uint8Array>, feeding.signal).catch(error => {
          cause = { error };
          stop();
        })
      : undefined;
    const [archive] = await Promise.all([answered, fed]);
    signal.throwIfAborted();
    return archive;
  } catch (error) {
    throw signal.aborted ? signal.reason : cause ? cause.error : error;
  } finally {
    giveUp();
    signal.removeEventListener('abort', stop);
    feeding.abort();
    channel?.port1.close();
    worker.unref();
    clock.timer(LINGER_MS, () => void worker.terminate());
  }
}

/** Small pieces are gathered to this size before they cross over. */
const PIECE = 1 << 20;
/** Pieces that may be under way. */
const WINDOW = 4;

async function feed(
  port: MessagePort,
  pieces: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  let underWay = 0;
  let wake: (() => void) | undefined;
  port.on('message', () => {
    underWay--;
    wake?.();
  });
  signal.addEventListener('abort', () => wake?.());

  async function send(gathered: Uint8Array[], size: number): Promise<void> {
    const whole = new Uint8Array(size);
    let at = 0;
    for (const piece of gathered) {
      whole.set(piece, at);
      at += piece.length;
    }
    port.postMessage(whole, [whole.buffer]);
    underWay++;
    while (underWay >= WINDOW && !signal.aborted) {
      await new Promise<void>(resolve => {
        wake = resolve;
      });
    }
  }

  let gathered: Uint8Array[] = [];
  let size = 0;
  for await (const piece of pieces) {
    if (signal.aborted) return;
    gathered.push(piece);
    size += piece.length;
    if (size < PIECE) continue;
    await send(gathered, size);
    gathered = [];
    size = 0;
  }
  if (size > 0) await send(gathered, size);
  if (!signal.aborted) port.postMessage(null);
}
