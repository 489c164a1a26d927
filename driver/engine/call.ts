import type { IncomingMessage } from 'node:http';
import type Dockerode from 'dockerode';
import type { Clock } from '../model/clock';
import { type Deadline, withDeadline } from '../model/deadline';
import { type ErrorValue, RockpoolError } from '../model/errors';
import { engineFailure } from './failures';
import { timedOut } from './messages';

export interface CallOptions {
  /** Completes "The Docker engine did not …". */
  doing: string;
  limitMs: number;
  signal?: AbortSignal | undefined;
  /** What an answer of this HTTP status means. */
  statuses?: Record<number, ErrorValue>;
}

/** Runs one call of an engine's: with a time limit, ended by the signal, its failures as RockpoolErrors. */
export type Call = <T>(options: CallOptions, run: (deadline: Deadline) => Promise<T>) => Promise<T>;

export function callsTo({
  url,
  clock,
  platform,
}: {
  url: string;
  clock: Clock;
  platform: NodeJS.Platform;
}): Call {
  return async ({ doing, limitMs, signal, statuses }, run) => {
    const late = () => new RockpoolError(timedOut(url, doing, limitMs));
    try {
      return await withDeadline(clock, { limitMs, signal, late }, run);
    } catch (error) {
      throw engineFailure(error, { url, doing, platform, ...(statuses ? { statuses } : {}) });
    }
  };
}

/** A GET whose answer is read as it comes; dockerode keeps the whole of some in memory otherwise. */
export function openStream(
  docker: Dockerode,
  path: string,
  query: Record<string, string | number | boolean>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    docker.modem.dial(
      {
        path: `${path}?`,
        method: 'GET',
        options: query,
        isStream: true,
        statusCodes: { 200: true },
        abortSignal: signal,
      },
      (error: unknown, answer: unknown) => (error ? reject(error) : resolve(answer as IncomingMessage)),
    );
  });
}
