import type Dockerode from 'dockerode';
import { type Call, openStream } from './call';
import { createDemux } from './demux';
import { containerGone } from './messages';

const OPEN_LIMIT_MS = 15_000;
const READ_LIMIT_MS = 60_000;

/**
 * A container's output, read only as fast as it is taken, so that a huge log needs no memory. Ends with the
 * container (or, without `follow`, with what there is), and quietly with the signal.
 */
export async function* readLogs(
  { docker, call }: { docker: Dockerode; call: Call },
  containerId: string,
  { follow, tail, signal }: { follow: boolean; tail: number; signal: AbortSignal },
): AsyncGenerator<string> {
  const doing = 'give the log of the container';
  const statuses = { 404: containerGone(containerId) };
  // One for the stream itself: it outlives the call that opens it, and ends when the reader leaves.
  const ended = new AbortController();
  const stop = () => ended.abort(signal.reason);
  try {
    signal.throwIfAborted();
    signal.addEventListener('abort', stop, { once: true });
    const stream = await call({ doing, limitMs: OPEN_LIMIT_MS, signal, statuses }, async () => {
      const { Config } = await docker.getContainer(containerId).inspect({ abortSignal: ended.signal });
      const query = { stdout: true, stderr: true, follow, tail };
      const answer = await openStream(docker, `/containers/${containerId}/logs`, query, ended.signal);
      return { answer, demux: createDemux({ tty: Config.Tty }) };
    });
    const chunks = stream.answer[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
    for (;;) {
      const next = await call({ doing, limitMs: READ_LIMIT_MS, signal }, deadline => {
        // A container may be silent for days.
        if (follow) deadline.lift();
        return chunks.next();
      });
      if (next.done) break;
      const text = stream.demux.push(next.value);
      if (text) yield text;
    }
    const rest = stream.demux.end();
    if (rest) yield rest;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    ended.abort();
  }
}
