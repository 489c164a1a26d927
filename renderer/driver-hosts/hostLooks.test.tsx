// @vitest-environment happy-dom
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { aBlueprint, aConfig, aHost, anInstance, aTemplate } from '../testing/builders';
import { bridge, drawn, many, put } from '../testing/hostsScreen';
import { renderUi } from '../testing/renderUi';

const { DriverHosts } = await import('./DriverHosts');
const { HostDetails } = await import('./HostDetails');
const { rowsOf } = await import('./hostRows');
const { useStore } = await import('../state/store');

const engineUrl = 'sim://host';
const facts = {
  ...{ engineVersion: '28', operatingSystem: 'Debian', architecture: 'amd64', memoryMiB: 8192, cpus: 4 },
};
const look = {
  ...{ hostId: 'host', at: Date.now(), cpuPercent: 40, memoryMiB: 2048, otherImages: [] },
  containers: [
    {
      ...{ containerId: 'c1', name: 'pb-x', image: 'lab/a', state: 'running', owner: 'ours' },
      ...{ instanceId: 'i', cpuPercent: 30, memoryMiB: 180 },
    },
    { containerId: 'c2', name: 'stranger', image: 'redis', state: 'running', owner: 'unknown' },
    { containerId: 'c3', name: 'theirs', image: 'lab/a', state: 'running', owner: 'foreign' },
  ],
  wanted: [
    { name: 'lab/a', standing: 'present' },
    { name: 'lab/b', standing: 'missing' },
  ],
  disk: { images: 1e9, containers: 5e6, volumes: 0, cache: 0 },
};
const needed = {
  templates: {
    a: aTemplate({ id: 'a', config: aConfig({ docker_image: 'lab/a' }) }),
    b: aTemplate({ id: 'b', config: aConfig({ docker_image: 'lab/b' }) }),
  },
  blueprints: {
    a: aBlueprint({ id: 'a', templateId: 'a' }),
    b: aBlueprint({ id: 'b', templateId: 'b' }),
  },
};

test('the hosts in sight are looked into: what they use, and how many images they lack', async () => {
  bridge.answer('hosts.look', () => [{ ...look, at: Date.now() }]);
  put([aHost({ engineUrl, facts }), aHost({ id: 'new', name: 'on its way', phase: 'spawning' })]);
  renderUi(<DriverHosts />);
  expect(await screen.findByText('CPU 10 % · 2.0 of 8.0 GiB')).toBeTruthy();
  expect(screen.getByText('1 of 2').title).toBe('lab/b: missing');
  // One without an engine is not asked.
  expect(bridge.inputs('hosts.look')[0]).toEqual({ ids: ['host'] });
});

test('of many hosts only those in sight are asked', async () => {
  bridge.answer('hosts.look', () => []);
  put(many.map(host => ({ ...host, engineUrl })));
  renderUi(<DriverHosts />);
  await waitFor(() => expect(bridge.count('hosts.look')).toBeGreaterThan(0));
  const asked = (bridge.inputs('hosts.look')[0] as { ids: string[] }).ids;
  expect(asked.length).toBeLessThanOrEqual(drawn());
});

test('images by host says of each what is there and what is missing', async () => {
  bridge.answer('hosts.look', () => [{ ...look, at: Date.now() }]);
  put([aHost({ engineUrl })], needed);
  renderUi(<DriverHosts />);
  fireEvent.click(screen.getByRole('tab', { name: 'Images by host' }));
  const table = screen.getByRole('table', { name: 'Images by host' });
  expect(within(table).getByRole('columnheader', { name: 'lab/b' })).toBeTruthy();
  expect(await within(table).findByText('present')).toBeTruthy();
  expect(within(table).getByText('missing')).toBeTruthy();
});

test("a host's pane tells ours, others' and nobody's containers apart, and what all of them use", async () => {
  bridge.answer('hosts.look', () => [look]);
  put([aHost({ engineUrl, facts })], { instances: { i: anInstance({ id: 'i', userId: 'grace' }) } });
  const [row] = rowsOf(useStore.getState().state);
  renderUi(<HostDetails row={row} onClose={() => undefined} />);
  fireEvent.click(await screen.findByRole('tab', { name: 'On it (1)' }));
  const usage = await screen.findByRole('table', { name: 'Usage' });
  expect(usage.textContent).toContain('10 % of 4 processors');
  expect(usage.textContent).toMatch(/images 953\.7 MiB|images/);
  expect(screen.getByRole('table', { name: 'Instances on this host' }).textContent).toContain(
    '30 %, 180 MiB',
  );
  const others = screen.getByRole('table', { name: 'Other containers on this host' });
  expect(others.textContent).toContain('not ours: no marks');
  expect(others.textContent).toContain("another Rockpool's");
  expect(others.textContent).not.toContain('pb-x');
  fireEvent.click(screen.getByRole('tab', { name: 'Images' }));
  fireEvent.click(await screen.findByRole('button', { name: 'Push what is missing' }));
  await waitFor(() => expect(bridge.inputs('hosts.order')).toEqual([{ ids: ['host'], what: 'prepare' }]));
});

test("a host's log is shown as it grows", async () => {
  bridge.answer('hosts.log', () => [{ at: 1, level: 'warning', text: 'Prepares host: it did not answer.' }]);
  put([aHost()]);
  const [row] = rowsOf(useStore.getState().state);
  renderUi(<HostDetails row={row} onClose={() => undefined} />);
  fireEvent.click(await screen.findByRole('tab', { name: 'Log' }));
  expect((await screen.findByText(/it did not answer/)).closest('[role=log]')).toBeTruthy();
});

test('settings as JSON are refused with the place of the fault, and saved when they are right', async () => {
  put([aHost()], { instances: { i: anInstance({ slots: 3 }) } });
  const [row] = rowsOf(useStore.getState().state);
  renderUi(<HostDetails row={row} onClose={() => undefined} />);
  fireEvent.click(await screen.findByRole('tab', { name: 'Advanced' }));
  const box = screen.getByRole('textbox', { name: 'Settings as JSON' });
  const save = () => screen.getByRole('button', { name: 'Save' }) as HTMLButtonElement;
  fireEvent.change(box, { target: { value: '{ "slots": 5,' } });
  expect(screen.getByText(/cut short: it ends at line 1, column 14/)).toBeTruthy();
  expect(save().disabled).toBe(true);
  fireEvent.change(box, { target: { value: '{ "slots": 2 }' } });
  expect(screen.getByText(/3 slots are in use/)).toBeTruthy();
  fireEvent.change(box, { target: { value: '{ "slots": 5, "lifetime": "2h", "note": "x" }' } });
  fireEvent.click(save());
  await waitFor(() =>
    expect(bridge.inputs('hosts.set')).toEqual([
      { id: 'host', settings: { slots: 5, lifetime: '2h', note: 'x' } },
    ]),
  );
});
