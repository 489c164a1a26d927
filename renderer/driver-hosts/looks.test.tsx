// @vitest-environment happy-dom
import { act, cleanup, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { installFakeBridge } from '../testing/fakeBridge';
import { renderUi } from '../testing/renderUi';

const bridge = installFakeBridge();
const { useLook } = await import('./looks');
afterEach(cleanup);

function Seen({ id }: { id: string }) {
  const look = useLook(id);
  return <p>{look ? `${id} is known` : `${id} is not known`}</p>;
}
const lookOf = (hostId: string) => ({
  ...{ hostId, at: Date.now(), cpuPercent: 0, memoryMiB: 0 },
  ...{ containers: [], wanted: [], otherImages: [] },
});
const asked = () => bridge.inputs('hosts.look').map(input => (input as { ids: string[] }).ids);

test('a host that comes into sight while others are asked is asked right after them', async () => {
  const { rerender } = renderUi(<Seen id="first" />);
  await waitFor(() => expect(asked()).toEqual([['first']]));
  rerender(
    <>
      <Seen id="first" />
      <Seen id="second" />
    </>,
  );
  const { id } = bridge.asked('hosts.look');
  act(() => bridge.deliver({ type: 'result', id, value: [lookOf('first')] }));
  expect(await screen.findByText('first is known')).toBeTruthy();
  bridge.answer('hosts.look', ({ ids }: { ids: string[] }) => ids.map(lookOf));
  // Whoever has just answered is left alone.
  await waitFor(() => expect(asked().slice(1)).toEqual([['second']]));
  expect(await screen.findByText('second is known')).toBeTruthy();
});
