import type { Writable } from 'node:stream';
import type { Clock } from '../model/clock';
import { PIECE_BYTES, type WhenRoom } from './pacedChannel';

/** Who has asked an instance for something is taken to be at it for so long (ms). */
const AT_IT_MS = 1_000;
/** What is sent in bulk meanwhile, all together; a processor of this computer and of the host is busy with a part of it. */
const BYTES_PER_SECOND = 32 * 1024 * 1024;
/** It goes in small steps then: who asks in the middle of one waits for its end. */
const STEP_BYTES = 32 * 1024;

/**
 * Who is at an instance of a host comes first there: meanwhile what is sent to it in bulk walks. It would keep processors
 * and the line so busy that each answer came late; an image is rarely urgent where people already work.
 */
export class Courtesy {
  readonly #clock: Clock;
  readonly #watched = new WeakSet<object>();
  #askedAt = Number.NEGATIVE_INFINITY;
  #nextAt = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What is written to this channel is asked by people. */
  watch(channel: Pick<Writable, '_write'>): void {
    this.#watched.add(channel);
    const write = channel._write.bind(channel);
    channel._write = (...args) => {
      this.#askedAt = this.#clock.monotonic();
      write(...args);
    };
  }

  /** When a channel's next piece of something large may go, where `room` says when the connection takes it. */
  roomFor(channel: object, room: (then: () => void) => void): WhenRoom {
    if (this.#watched.has(channel)) return then => room(() => then(PIECE_BYTES));
    return then => this.#whenFit(most => room(() => then(most)));
  }

  readonly #whenFit: WhenRoom = then => {
    const now = this.#clock.monotonic();
    const isAsked = now - this.#askedAt < AT_IT_MS;
    const most = isAsked ? STEP_BYTES : PIECE_BYTES;
    const waitMs = isAsked ? Math.max(0, this.#nextAt - now) : 0;
    this.#nextAt = now + waitMs + (most / BYTES_PER_SECOND) * 1000;
    if (waitMs === 0) then(most);
    else this.#clock.timer(waitMs, () => then(most));
  };
}
