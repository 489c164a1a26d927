import { beforeEach } from 'vitest';
import type { Bridge, LinkAnswer, LinkRequest } from '../../driver/api/link';
import type { ErrorValue } from '../../driver/model/errors';

type Reply = (input: never) => unknown;

/** A bridge below the window's own code whose backend is the test: it records what is sent and answers as told. */
export interface FakeBridge extends Bridge {
  requests: LinkRequest[];
  /** The latest request for `path`. */
  asked(path: string): LinkRequest & { id: number };
  count(path: string): number;
  /** The inputs of the calls to `path`, in order. */
  inputs(path: string): unknown[];
  /** Answers the calls to `path` from now on, a subscription with this one value; without an answer (undefined) a call stays open. */
  answer(path: string, reply: Reply | undefined): void;
  /** Hands the window one answer as it comes over the link. */
  deliver(answer: LinkAnswer): void;
}

/** @param replies answers calls at once, by path */
export function fakeBridge(replies: Record<string, Reply> = {}): FakeBridge {
  const replyTo = new Map<string, Reply | undefined>(Object.entries(replies));
  let listener: (answer: LinkAnswer) => void = () => undefined;
  const requests: LinkRequest[] = [];
  const of = (path: string) => requests.filter(request => 'path' in request && request.path === path);
  return {
    requests,
    asked(path) {
      const request = of(path).at(-1);
      if (!request) throw new Error(`Nobody asked for ${path}.`);
      return request;
    },
    count: path => of(path).length,
    inputs: path => of(path).map(request => ('input' in request ? request.input : undefined)),
    answer: (path, reply) => void replyTo.set(path, reply),
    deliver: answer => listener(answer),
    onAnswer(next) {
      listener = next;
    },
    pathForFile: file => `/tmp/${file.name}`,
    send(request) {
      requests.push(request);
      if (request.type !== 'call' && request.type !== 'listen') return;
      const reply = replyTo.get(request.path);
      if (!reply) return;
      const { id, input } = request;
      queueMicrotask(() => {
        const value = reply(input as never);
        if (request.type === 'call') return listener({ type: 'result', id, value });
        listener({ type: 'data', id, value });
        listener({ type: 'end', id });
      });
    },
  };
}

/** Puts a fake bridge on the window, which begins each test without requests. Import what uses the API only after this. */
export function installFakeBridge(replies: Record<string, Reply> = {}): FakeBridge {
  const bridge = fakeBridge(replies);
  window.rockpool = bridge;
  beforeEach(() => void bridge.requests.splice(0));
  return bridge;
}

/** An error as the API sends it. */
export function sentError(error: ErrorValue): unknown {
  return { message: error.what, code: -32603, data: { code: 'UNPROCESSABLE_CONTENT', error } };
}
