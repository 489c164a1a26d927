// @vitest-environment happy-dom
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { aHost, aMachine, anInstance, aPool } from '../testing/builders';
import { bridge, plan, put } from '../testing/hostsScreen';
import { renderUi } from '../testing/renderUi';

const { ConfirmDialog } = await import('../ui/confirm');
const { DriverHosts } = await import('./DriverHosts');
const { HostDetails } = await import('./HostDetails');
const { rowsOf } = await import('./hostRows');
const { useNavigation } = await import('../state/navigation');
const { useStore } = await import('../state/store');

test('the plan says what is done, why, and when the next change is due', () => {
  put([aHost()]);
  renderUi(<DriverHosts />);
  const panel = screen.getByRole('region', { name: 'Plan of DockerDriver' });
  expect(panel.textContent).toContain('Asks for a host – too few slots are free');
  expect(panel.textContent).toMatch(/Next, in 2h 30m: host-1 – It goes if it is idle until then\./);
  expect(panel.textContent).toContain('3 of 30');
  expect(panel.textContent).toContain('2 of 4');
});

test('what the hosts cost an hour is said where it is known, and only there', () => {
  put([aHost()], { plans: { pool: { ...plan, costPerHour: 0.4 } } });
  const { unmount } = renderUi(<DriverHosts />);
  const panel = () => screen.getByRole('region', { name: 'Plan of DockerDriver' }).textContent;
  expect(panel()).toContain('Cost0.40 an hour');
  unmount();
  put([aHost()]);
  renderUi(<DriverHosts />);
  expect(panel()).not.toContain('Cost');
});

test('with nothing to do, the plan says whether hosts are still on their way', () => {
  const idle = { ...plan, doing: [], counts: { doing: 0, waiting: 0 } };
  put([aHost({ phase: 'spawning' })], { plans: { pool: idle } });
  const { unmount } = renderUi(<DriverHosts />);
  const panel = () => screen.getByRole('region', { name: 'Plan of DockerDriver' }).textContent;
  expect(panel()).toContain('1 spawning');
  expect(panel()).toContain('wait for what is under way');
  unmount();
  put([aHost()], { plans: { pool: idle } });
  renderUi(<DriverHosts />);
  expect(panel()).toContain('Everything is as it should be');
});

test('what the next hosts start from is said with the plan', () => {
  put([aHost()], { plans: { pool: { ...plan, starts: { copies: [{ flavor: 'standard.xlarge' }] } } } });
  renderUi(<DriverHosts />);
  const panel = screen.getByRole('region', { name: 'Plan of DockerDriver' });
  expect(within(panel).getByText(/^A ready-made image is made of the next host that can wait/)).toBeTruthy();
});

test('removing hosts names what is lost before it is done', async () => {
  put([aHost({ id: 'a', name: 'first' }), aHost({ id: 'b', name: 'second' })], {
    instances: { i: anInstance({ id: 'i', hostId: 'a', name: 'pb-ada-the-merry' }) },
  });
  renderUi(
    <>
      <DriverHosts />
      <ConfirmDialog />
    </>,
  );
  fireEvent.click(screen.getByRole('checkbox', { name: 'Select all listed hosts' }));
  fireEvent.click(screen.getByRole('button', { name: 'Remove' }));
  const dialog = await screen.findByRole('dialog', { name: 'Remove 2 hosts?' });
  expect(dialog.textContent).toContain('pb-ada-the-merry');
  expect(bridge.inputs('hosts.order')).toEqual([]);
  fireEvent.click(within(dialog).getByRole('button', { name: 'Remove 2 hosts' }));
  await waitFor(() => expect(bridge.inputs('hosts.order')).toEqual([{ ids: ['a', 'b'], what: 'remove' }]));
});

test('the host of a local pool can be cordoned, and neither drained nor removed', () => {
  put([aHost()], { pools: { pool: aPool() } });
  renderUi(<DriverHosts />);
  fireEvent.click(screen.getByRole('checkbox', { name: 'Select localhost' }));
  expect(screen.getByRole('button', { name: 'Cordon' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Drain' })).toBeNull();
  expect(screen.queryByRole('button', { name: 'Remove' })).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Cordon' }));
  expect(bridge.inputs('hosts.cordon')).toEqual([{ ids: ['host'], cordoned: true }]);
});

test("a host's slots can't be set below what is in use, and what is right is saved", async () => {
  put([aHost()], { instances: { i: anInstance({ slots: 3 }) } });
  const [row] = rowsOf(useStore.getState().state);
  renderUi(<HostDetails row={row} onClose={() => undefined} />);
  fireEvent.click(await screen.findByRole('tab', { name: 'Settings' }));
  const slots = screen.getByRole('textbox', { name: 'Slots' });
  const save = screen.getByRole('button', { name: 'Save' }) as HTMLButtonElement;
  fireEvent.change(slots, { target: { value: '2' } });
  expect(screen.getByText(/3 slots are in use/)).toBeTruthy();
  expect(save.disabled).toBe(true);
  fireEvent.change(slots, { target: { value: '5' } });
  fireEvent.click(save);
  await waitFor(() =>
    expect(bridge.inputs('hosts.set')).toEqual([
      { id: 'host', settings: { slots: 5, lifetime: null, note: '' } },
    ]),
  );
});

test('an active host is prepared again without a question, and says so until it is done', async () => {
  put([aHost(), aHost({ id: 'b', name: 'going', phase: 'draining' })]);
  renderUi(<DriverHosts />);
  fireEvent.click(screen.getByRole('checkbox', { name: 'Select all listed hosts' }));
  // Only what is active can be.
  fireEvent.click(screen.getByRole('button', { name: 'Prepare again (1)' }));
  await waitFor(() => expect(bridge.inputs('hosts.order')).toEqual([{ ids: ['host'], what: 'prepare' }]));
  put([aHost({ wish: { what: 'prepare', at: 1 } })]);
  expect(await screen.findByText(/preparing again/)).toBeTruthy();
});

test('a pool over SSH leads to its machines where none is there, or none is free', () => {
  const lab = aPool({ name: 'lab', provider: 'ssh', engineUrl: 'ssh://lab' });
  put([], { pools: { pool: lab } });
  const { unmount } = renderUi(<DriverHosts />);
  expect(screen.getByText(/lab has no machines yet/)).toBeTruthy();
  const button = (name: string) => screen.getByRole('button', { name });
  fireEvent.click(button('Add machines…'));
  expect(useNavigation.getState().view).toEqual({
    screen: 'driver-configs',
    params: { machinesOf: 'pool' },
  });
  unmount();
  const banner = {
    kind: 'capacity' as const,
    code: 'NO_MACHINE_FREE',
    what: 'No machine of the pool is free.',
  };
  const host = aHost({ providerId: 'm', engineUrl: 'ssh://m' });
  put([host], {
    pools: { pool: lab },
    machines: { m: aMachine({ id: 'm' }) },
    plans: { pool: { ...plan, banners: [banner] } },
  });
  renderUi(<DriverHosts />);
  fireEvent.click(button('Show machines'));
  expect(button('Machines (1) (lab)')).toBeTruthy();
  const table = screen.getByRole('table', { name: 'Hosts' });
  expect(within(table).queryByText('Flavor')).toBeNull();
  expect(within(table).getByText('ada@lab1')).toBeTruthy();
});
