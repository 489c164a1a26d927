import { MantineProvider } from '@mantine/core';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import type { Bridge, LinkAnswer, LinkRequest } from '../../driver/api/link';
import type { ErrorValue } from '../../driver/model/errors';
import { cssVariables, theme } from '../../renderer/theme';

/** A bridge whose backend is the test: it sees each request and sends the answers. */
export interface FakeBridge extends Bridge {
  requests: LinkRequest[];
  answer(answer: LinkAnswer): void;
  /** The latest request for this path. */
  asked(path: string): LinkRequest & { id: number };
  count(path: string): number;
}

/** @param replies answers calls at once, by path; others are left for the test to answer. */
export function fakeBridge(replies: Record<string, (input: unknown) => unknown> = {}): FakeBridge {
  let listener: (answer: LinkAnswer) => void = () => undefined;
  const requests: LinkRequest[] = [];
  const of = (path: string) => requests.filter(request => 'path' in request && request.path === path);
  return {
    requests,
    send(request) {
      requests.push(request);
      if (request.type !== 'call') return;
      const reply = replies[request.path];
      if (reply)
        queueMicrotask(() => listener({ type: 'result', id: request.id, value: reply(request.input) }));
    },
    onAnswer(set) {
      listener = set;
    },
    pathForFile: file => `/tmp/${file.name}`,
    answer: answer => listener(answer),
    asked(path) {
      const request = of(path).at(-1);
      if (!request) throw new Error(`Nobody asked for ${path}.`);
      return request;
    },
    count: path => of(path).length,
  };
}

/** An error as the API sends it. */
export function sentError(error: ErrorValue): unknown {
  return { message: error.what, code: -32603, data: { code: 'UNPROCESSABLE_CONTENT', error } };
}

/** Renders with the window's theme, without transitions. */
export function renderInWindow(content: ReactNode) {
  return render(
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} env="test">
      {content}
    </MantineProvider>,
  );
}
