import type { Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import type { Clock } from '../model/clock';
import { isRockpoolError, RockpoolError } from '../model/errors';
import type { Task } from '../model/task';
import { engineLost, engineSilent, notInEngine, pullDenied, pullFailed, pullNotFound } from './messages';
import { splitReference } from './reference';

/** Calls that answer at once when they work. */
const CALL_MS = 30_000;
/** An engine may think this long between two pieces: it gathers large layers before it sends. */
const SILENCE_MS = 180_000;
/** It writes a whole image out before it gives the first byte of it: tens of gigabytes, on a slow disk. */
const WRITE_OUT_MS = 30 * 60_000;

export interface Credentials {
  username: string;
  password: string;
}

/**
 * Waits for one call, until a deadline or the signal. Not all of the client's calls can be aborted: what
 * comes too late is given to `drop`.
 * @throws RockpoolError IMAGE_ENGINE_SILENT; AbortError
 */
export async function engineCall<T>(
  { clock, signal, ms = CALL_MS, drop }: Waiting & { ms?: number; drop?: (late: T) => void },
  answer: Promise<T>,
): Promise<T> {
  let giveUp: (reason: unknown) => void = () => undefined;
  const given = new Promise<never>((_, reject) => {
    giveUp = reject;
  });
  const abort = () => giveUp(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  const endTimer = clock.timer(ms, () => giveUp(engineSilent(ms / 1000)));
  try {
    signal?.throwIfAborted();
    return await Promise.race([answer, given]);
  } catch (error) {
    answer.then(drop, () => undefined);
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
    endTimer();
  }
}

interface Waiting {
  clock: Clock;
  signal?: AbortSignal | undefined;
}

const dropStream = (stream: NodeJS.ReadableStream) => void (stream as Readable).destroy();

const statusOf = (error: unknown) => (error as { statusCode?: number }).statusCode;

/** What the engine itself says of a failure, without the client's decoration. */
const saidBy = (error: unknown) =>
  (error as { json?: { message?: string } }).json?.message ?? (error as Error).message;

/** Names with tags of the images that an engine has, sorted. */
export async function imagesInEngine(
  docker: Dockerode,
  clock: Clock,
  signal?: AbortSignal,
): Promise<string[]> {
  const images = await engineCall({ clock, signal }, docker.listImages()).catch(wrapped);
  const names = images.flatMap(image => image.RepoTags ?? []);
  return [...new Set(names)].filter(name => !name.includes('<none>')).sort();
}

/** @throws RockpoolError IMAGE_NOT_IN_ENGINE */
export async function inspectInEngine(
  docker: Dockerode,
  reference: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<{ imageId: string; size: number; layers: string[]; digests: string[] }> {
  try {
    const { Id, Size, RootFS, RepoDigests } = await engineCall(
      { clock, signal },
      docker.getImage(reference).inspect(),
    );
    return { imageId: Id, size: Size, layers: RootFS?.Layers ?? [], digests: RepoDigests ?? [] };
  } catch (error) {
    if (statusOf(error) === 404) throw notInEngine(reference);
    return wrapped(error);
  }
}

/** The image as `docker save` writes it, piece by piece. */
export async function* saveFromEngine(
  docker: Dockerode,
  reference: string,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const waiting = { clock, signal, ms: WRITE_OUT_MS, drop: dropStream };
  const stream = await engineCall(waiting, docker.getImage(reference).get()).catch(wrapped);
  yield* untilSilence(stream as Readable, clock, signal);
}

interface PullEvent {
  status?: string;
  id?: string;
  progressDetail?: { current?: number; total?: number };
  error?: string;
  errorDetail?: { code?: number; message?: string };
}

/**
 * Lets the engine pull an image. `progress` gets the layers whenever one of them moved.
 * @throws RockpoolError IMAGE_PULL_NOT_FOUND, IMAGE_PULL_DENIED, IMAGE_PULL_FAILED, IMAGE_ENGINE_…
 */
export async function pullIntoEngine(
  docker: Dockerode,
  reference: string,
  options: {
    credentials?: Credentials | undefined;
    clock: Clock;
    signal: AbortSignal;
    progress: (step: string, parts: Task['parts']) => void;
  },
): Promise<void> {
  const { credentials, clock, signal, progress } = options;
  const authconfig = credentials && { ...credentials, serveraddress: registryOf(reference) };
  const waiting = { clock, signal, ms: SILENCE_MS, drop: dropStream };
  const answer = docker.pull(reference, authconfig ? { authconfig } : {});
  const stream = await engineCall<NodeJS.ReadableStream>(waiting, answer).catch(error => {
    throw pullError(reference, statusOf(error), saidBy(error), error);
  });

  const layers = new Map<string, Task['parts'][number]>();
  for await (const event of jsonLines<PullEvent>(untilSilence(stream as Readable, clock, signal))) {
    if (event.error ?? event.errorDetail) {
      throw pullError(reference, event.errorDetail?.code, event.errorDetail?.message ?? event.error ?? '');
    }
    const { id, status = '', progressDetail: { current, total } = {} } = event;
    // The first line names the tag, not a layer.
    const isLayer = id !== undefined && /^[0-9a-f]{12}$/.test(id);
    if (isLayer) {
      const before = layers.get(id);
      const size = total ?? before?.total;
      const isWhole =
        status === 'Pull complete' || status === 'Download complete' || status === 'Already exists';
      layers.set(id, {
        name: id,
        state: status,
        done: current ?? (isWhole ? (size ?? 0) : (before?.done ?? 0)),
        ...(size === undefined ? {} : { total: size }),
      });
    }
    progress(isLayer ? 'The engine pulls' : status, [...layers.values()]);
  }
}

function pullError(reference: string, code: number | undefined, said: string, error?: unknown): Error {
  if (isRockpoolError(error) || (error instanceof Error && error.name === 'AbortError')) return error;
  if (code === 404) return pullNotFound(reference, said);
  if (code === 401 || code === 403) return pullDenied(reference, said);
  return pullFailed(reference, said);
}

/** The registry that a name belongs to, as sign-ins name it. */
function registryOf(reference: string): string {
  const { name } = splitReference(reference);
  const first = name.includes('/') ? name.slice(0, name.indexOf('/')) : '';
  return /[.:]|^localhost$/.test(first) ? first : 'https://index.docker.io/v1/';
}

/** Connection trouble as a RockpoolError; cancellation stays what it is. */
function wrapped(error: unknown): never {
  if (error instanceof RockpoolError || (error as Error).name === 'AbortError') throw error;
  throw engineLost(error);
}

/** Passes a stream on, until nothing comes for too long while somebody waits, or the signal says stop. */
async function* untilSilence(
  stream: Readable,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const stop = () => stream.destroy(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  const pieces = stream[Symbol.asyncIterator]() as AsyncIterableIterator<Uint8Array>;
  try {
    for (;;) {
      signal.throwIfAborted();
      const endTimer = clock.timer(SILENCE_MS, () => stream.destroy(engineSilent(SILENCE_MS / 1000)));
      const next = await pieces.next().catch(wrapped).finally(endTimer);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    stream.destroy();
  }
}

/** JSON documents, one a line. */
async function* jsonLines<T>(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<T> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const piece of pieces) {
    text += decoder.decode(piece, { stream: true });
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) if (line.trim()) yield JSON.parse(line) as T;
  }
  if (text.trim()) yield JSON.parse(text) as T;
}
