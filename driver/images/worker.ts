import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { toErrorValue } from '../model/errors';
import { takeInFile, takeInStream } from './archive/takeIn';
import type { WorkerAnswer, WorkerJob } from './workerProtocol';

/** The thread that reads, unpacks, hashes and writes one archive. It is ended from outside, after it has answered. */

/** Bytes between two reports; a fast disk makes it a hundred reports a second. */
const REPORT_EVERY = 8 << 20;

/** The pieces that arrive on a port; each one taken is acknowledged, so that the sender can wait. */
async function* receive(port: MessagePort): AsyncGenerator<Uint8Array> {
  const arrived: (Uint8Array | null)[] = [];
  let wake: (() => void) | undefined;
  port.on('message', (piece: Uint8Array | null) => {
    arrived.push(piece);
    wake?.();
  });
  for (;;) {
    while (arrived.length === 0) {
      await new Promise<void>(resolve => {
        wake = resolve;
      });
    }
    const piece = arrived.shift();
    if (!piece) return;
    yield piece;
    port.postMessage(null);
  }
}

function answer(message: WorkerAnswer): void {
  parentPort?.postMessage(message);
}

const { input, output, ...options } = workerData as WorkerJob;
let isStopped = false;
parentPort?.on('message', () => {
  isStopped = true;
});
let lastStep = '';
let lastDone = 0;
const takeInOptions = {
  ...options,
  progress(progress: { step: string; done: number; total?: number }) {
    if (isStopped) throw new Error('Nobody waits for this any more.');
    if (progress.step === lastStep && progress.done - lastDone < REPORT_EVERY) return;
    lastStep = progress.step;
    lastDone = progress.done;
    answer({ type: 'progress', ...progress });
  },
};

try {
  const archive =
    'path' in input
      ? await takeInFile(input.path, output, takeInOptions)
      : await takeInStream(receive(input.port), output, takeInOptions);
  answer({ type: 'done', archive });
} catch (error) {
  answer({ type: 'failed', error: toErrorValue(error) });
}
if ('port' in input) input.port.close();
