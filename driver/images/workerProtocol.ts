import type { MessagePort } from 'node:worker_threads';
import type { ErrorValue } from '../model/errors';
import type { ArchiveLimits } from './archive/limits';
import type { VerifiedArchive } from './archive/takeIn';

/** What a worker is started with. */
export interface WorkerJob {
  /** A file, or a port that gives pieces (each acknowledged with null) and ends with null. */
  input: { path: string } | { port: MessagePort };
  /** The file to write. */
  output: string;
  /** Verify a file where it lies, and write only if it is packed. */
  inPlace: boolean;
  architecture: string;
  limits: ArchiveLimits;
}

export type WorkerAnswer =
  | { type: 'progress'; step: string; done: number; total?: number }
  | { type: 'done'; archive: VerifiedArchive }
  | { type: 'failed'; error: ErrorValue };
