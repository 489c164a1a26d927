// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { anInstance } from '../testing/builders';
import { installFakeBridge } from '../testing/fakeBridge';
import { renderUi } from '../testing/renderUi';

const bridge = installFakeBridge();
const { LaunchButton } = await import('./LaunchButton');

beforeEach(() => {
  bridge.answer('instances.launch', () => anInstance());
});
afterEach(cleanup);

function open() {
  const onLaunched = vi.fn();
  renderUi(<LaunchButton blueprintId="blueprint" name="RStudio" onLaunched={onLaunched} />);
  return { onLaunched, button: screen.getByRole('button', { name: 'Launch RStudio' }) };
}

const launches = () => bridge.inputs('instances.launch') as { blueprintId: string; requestId: string }[];

describe('the launch button', () => {
  test('launches with a request id of its own', async () => {
    const { onLaunched, button } = open();
    fireEvent.click(button, { detail: 1 });
    await waitFor(() => expect(onLaunched).toHaveBeenCalledOnce());
    expect(launches()).toEqual([
      { blueprintId: 'blueprint', requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    ]);
  });

  test('a double click launches once, even when the answer comes between the two clicks', async () => {
    const { onLaunched, button } = open();
    fireEvent.click(button, { detail: 1 });
    await waitFor(() => expect(onLaunched).toHaveBeenCalledOnce());
    fireEvent.click(button, { detail: 2 });
    expect(launches()).toHaveLength(1);
  });

  test('a key that is held down launches once', async () => {
    const { onLaunched, button } = open();
    for (let i = 0; i < 20; i += 1) fireEvent.click(button, { detail: 0 });
    await waitFor(() => expect(onLaunched).toHaveBeenCalledOnce());
    for (let i = 0; i < 20; i += 1) fireEvent.click(button, { detail: 0 });
    await act(async () => undefined);
    expect(launches()).toHaveLength(1);
  });
});
