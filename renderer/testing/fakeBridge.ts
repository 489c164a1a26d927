import type { Bridge, LinkAnswer, LinkRequest } from '../../driver/api/link';

/** A bridge below the window's own code: records what is sent, answers as the test says. */
export interface FakeBridge extends Bridge {
  requests: LinkRequest[];
  /** The inputs of the calls to `path`, in order. */
  inputs(path: string): unknown[];
  /** Answers the calls to `path` from now on; without an answer a call stays open. */
  answer(path: string, reply: (input: never) => unknown): void;
}

/** Puts a fake bridge on the window. Import what uses the API only after this. */
export function installFakeBridge(): FakeBridge {
  const replies = new Map<string, (input: never) => unknown>();
  let listener: (answer: LinkAnswer) => void = () => undefined;
  const bridge: FakeBridge = {
    requests: [],
    inputs: path =>
      bridge.requests.flatMap(request => ('path' in request && request.path === path ? [request.input] : [])),
    answer: (path, reply) => void replies.set(path, reply),
    onAnswer: next => {
      listener = next;
    },
    pathForFile: () => '',
    send(request) {
      bridge.requests.push(request);
      if (request.type !== 'call') return;
      const reply = replies.get(request.path);
      if (!reply) return;
      queueMicrotask(() =>
        listener({ type: 'result', id: request.id, value: reply(request.input as never) }),
      );
    },
  };
  window.rockpool = bridge;
  return bridge;
}
