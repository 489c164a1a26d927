import type { Transport } from './transport.ts';

/** Time as the client needs it. */
export interface Clock {
  /** Ms since some start; never goes back. */
  monotonic(): number;
  /** Rejects when the signal is aborted. */
  sleep(ms: number, options?: { signal?: AbortSignal }): Promise<void>;
}

export interface Random {
  /** A number in [0, 1). */
  float(): number;
}

/** One call over the wire, told when it has ended; nothing in it is secret. */
export interface CallNote {
  method: string;
  url: string;
  /** Absent: there was no answer. */
  status?: number | undefined;
  requestId?: string | undefined;
  ms: number;
  error?: string | undefined;
}

/** What a client works with; each has a default. */
export interface Environment {
  transport: Transport;
  clock: Clock;
  random: Random;
  log: (note: CallNote) => void;
}
