import { MOST_INPUT } from '../../../driver/model/terminal';

/** Sends what is typed: in order, one piece at a time, what comes meanwhile together with the next. */
export interface InputQueue {
  type(text: string): void;
  /** Forgets what has not been sent. */
  clear(): void;
}

/** More than anybody pastes on purpose. */
const MOST_WAITING = 4 * 1024 * 1024;

/** @param onRefused called with what the backend says; what waited then is forgotten, since its beginning is lost */
export function createInputQueue(
  send: (text: string) => Promise<unknown>,
  onRefused: (thrown: unknown) => void,
): InputQueue {
  let waiting = '';
  let isSending = false;

  async function sendAll(): Promise<void> {
    isSending = true;
    while (waiting !== '') {
      const piece = pieceOf(waiting);
      waiting = waiting.slice(piece.length);
      try {
        await send(piece);
      } catch (thrown) {
        waiting = '';
        onRefused(thrown);
      }
    }
    isSending = false;
  }
  return {
    type(text) {
      waiting = (waiting + text).slice(0, MOST_WAITING);
      if (!isSending) void sendAll();
    },
    clear() {
      waiting = '';
    },
  };
}

/** Not cut within a character of two halves. */
function pieceOf(text: string): string {
  const piece = text.slice(0, MOST_INPUT);
  return text.length > MOST_INPUT && /[\uD800-\uDBFF]$/.test(piece) ? piece.slice(0, -1) : piece;
}
