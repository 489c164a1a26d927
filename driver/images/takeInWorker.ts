import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { RockpoolError } from '../model/errors';
import type { VerifiedArchive } from './archive/takeIn';
import { stopped } from './messages';
import workerPath from './worker?modulePath';
import type { WorkerAnswer, WorkerJob } from './workerProtocol';

export interface WorkerOptions {
  signal: AbortSignal;
  progress: (progress: { step: string; done: number; total?: number }) => void;
}

/**
 * Runs one archive through a thread of its own: the main thread stays free. Returns when the thread has
 * ended, also after an abort.
 * @throws RockpoolError IMAGE_…; AbortError
 */
export async function takeInWorker(
  job: Omit<WorkerJob, 'input'> & { input: string | AsyncIterable<Uint8Array> },
  { signal, progress }: WorkerOptions,
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
  const stop = () => void worker.terminate();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const answered = new Promise<VerifiedArchive>((resolve, reject) => {
      worker.on('message', (answer: WorkerAnswer) => {
        if (answer.type === 'progress') progress(answer);
        else if (answer.type === 'done') resolve(answer.archive);
        else reject(new RockpoolError(answer.error));
      });
      worker.once('error', reject);
      worker.once('exit', () => reject(signal.aborted ? signal.reason : stopped()));
    });
    const fed = channel
      ? feed(channel.port1, input as AsyncIterable<Uint8Array>, feeding.signal)
      : Promise.resolve();
    // A source that fails is the reason; without it the worker would wait for ever.
    const [archive] = await Promise.all([answered, fed]);
    return archive;
  } finally {
    signal.removeEventListener('abort', stop);
    feeding.abort();
    channel?.port1.close();
    await worker.terminate();
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
