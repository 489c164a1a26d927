import { expect, test, vi } from 'vitest';
import { silentLog } from '../../test/support/fakeClock';
import type { LinkAnswer } from './link';
import { serveLink } from './serveLink';
import type { ApiContext } from './trpc';

const ID = 'ab'.repeat(16);

/** The API with terminals of the test's own. */
function link(terminals: object) {
  const answers: LinkAnswer[] = [];
  let receive: (message: unknown) => void = () => undefined;
  const end = serveLink(
    {
      send: answer => void answers.push(answer),
      onMessage(listener) {
        receive = listener;
      },
    },
    { userId: 'admin', shell: {}, services: { terminals } } as unknown as ApiContext,
    silentLog,
  );
  const call = (path: string, input: unknown) =>
    receive({ type: 'call', id: 1, kind: 'mutation', path, input });
  return { answers, call, end, receive: (message: unknown) => receive(message) };
}

test.each([
  ['terminals.input', { id: ID, text: 'x'.repeat(16_385) }],
  ['terminals.input', { id: '../0', text: 'x' }],
  ['terminals.input', { id: ID, text: 7 }],
  ['terminals.resize', { id: ID, size: { columns: 0, rows: 10 } }],
  ['terminals.resize', { id: ID, size: { columns: 80, rows: 1e9 } }],
  ['terminals.taken', { id: ID, bytes: -1 }],
])('%s refuses what no terminal of ours would send', async (path, input) => {
  const service = { input: vi.fn(), resize: vi.fn(), taken: vi.fn() };
  const { answers, call } = link(service);
  call(path, input);
  await vi.waitFor(() => expect(answers).toHaveLength(1));
  expect(answers[0]).toMatchObject({ type: 'error', error: { data: { error: { code: 'INPUT_INVALID' } } } });
  for (const reached of Object.values(service)) expect(reached).not.toHaveBeenCalled();
});

test('a window that goes takes its terminal with it', async () => {
  const left = vi.fn();
  async function* open(_: string, { signal }: { signal: AbortSignal }) {
    signal.addEventListener('abort', left);
    yield { type: 'opened', id: ID };
    await new Promise(resolve => signal.addEventListener('abort', resolve));
  }
  const { answers, receive, end } = link({ open });
  const input = { instanceId: 'i', size: { columns: 80, rows: 24 } };
  receive({ type: 'listen', id: 3, path: 'terminals.open', input });
  await vi.waitFor(() => expect(answers).toHaveLength(1));
  end();
  expect(left).toHaveBeenCalled();
});
