/** Time as the emulator needs it. Its own timers are only those that hold an answer back. */
export interface EmulatorClock {
  /** Wall-clock time, ms since the epoch: what the cloud's time stamps say, and by what tokens end. */
  now(): number;
  /** Ms since some start: by this, what is under way gets done. */
  monotonic(): number;
  sleep(ms: number, options?: { signal?: AbortSignal }): Promise<void>;
}

/** Chance as the emulator needs it: ids, tokens, and how long things take. */
export interface EmulatorRandom {
  /** A number in [0, 1). */
  float(): number;
  /** `bytes` random bytes in lower-case hex. */
  hex(bytes: number): string;
}

/** A call as it goes over the wire. */
export interface WireRequest {
  method: string;
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: string | undefined;
  signal?: AbortSignal | undefined;
}

/** Its answer; names of headers in lower case. */
export interface WireAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export type Transport = (request: WireRequest) => Promise<WireAnswer>;
