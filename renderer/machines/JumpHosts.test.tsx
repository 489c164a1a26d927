// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { JumpHost } from '../../driver/model/jumpHost';
import { emptyState } from '../../driver/model/state';
import { aJumpHost, aMachine } from '../testing/builders';
import { installFakeBridge } from '../testing/fakeBridge';
import { renderUi } from '../testing/renderUi';
import { machineRows } from './machineRows';

const bridge = installFakeBridge({});
const { JumpHosts } = await import('./JumpHosts');
const { useKeyQuestion } = await import('./keyQuestion');
const { useStore } = await import('../state/store');
afterEach(cleanup);

const old = { type: 'ssh-ed25519', fingerprint: 'SHA256:old' };
const key = { type: 'ssh-ed25519', fingerprint: 'SHA256:shown' };
const outer = aJumpHost({ id: 'outer', address: 'outer', hostKeys: [old] });
const gate = aJumpHost({ id: 'gate', jumpId: 'outer' });
const machine = aMachine({ jumpId: 'gate' });

function open(jumps: JumpHost[], shown?: { id: string; key: typeof key }): void {
  const jumpHosts = Object.fromEntries(jumps.map(jump => [jump.id, jump]));
  const machines = { [machine.id]: machine };
  useStore.setState({ state: { ...emptyState(), machines, jumpHosts } });
  const tests = { [machine.id]: { place: 'ada@lab1', last: { at: 1, checks: [], jumpShown: shown } } };
  renderUi(<JumpHosts poolId="pool" rows={machineRows('pool', machines, {}, tests, jumpHosts)} />);
}
const lines = () => screen.getAllByRole('listitem').map(({ textContent }) => textContent);

test('a jump host behind another one says so, and neither may go while something is behind it', () => {
  open([outer, gate]);
  expect(lines()[0]).toContain('ada@outerLeads to 1 other jump host · logged');
  expect(lines()[1]).toContain('Leads to 1 machine · reached through ada@outer · logged');
  expect(screen.queryByRole('button', { name: /^Remove/ })).toBeNull();
});

test.each([
  ['outer', outer],
  ['gate', gate],
])('the key that was shown last belongs to the jump host that showed it: %s', (id, asked) => {
  open([outer, gate], { id, key });
  const [button, ...others] = screen.getAllByRole('button', { name: /^(Confirm jump|Jump host’s key)/ });
  expect(others).toEqual([]);
  fireEvent.click(button as HTMLElement);
  expect(useKeyQuestion.getState().question).toEqual({ kind: 'jump', asked, shown: key });
});

test('the way to a jump host is chosen among those that are not behind it', async () => {
  const spare = aJumpHost({ id: 'spare', address: 'spare' });
  bridge.answer('machines.jumpHosts.update', () => outer);
  bridge.answer('machines.check', () => ({ checks: [] }));
  open([outer, gate, spare]);
  fireEvent.click(screen.getByRole('button', { name: 'Edit ada@outer' }));
  const dialog = await screen.findByRole('dialog', { name: 'Edit the jump host' });
  const way = within(dialog).getByRole<HTMLSelectElement>('combobox', { name: 'Way to the jump host' });
  expect([...way.options].map(({ text }) => text)).toEqual(['Directly', 'Through ada@spare']);
  fireEvent.change(way, { target: { value: 'spare' } });
  fireEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(bridge.count('machines.jumpHosts.update')).toBe(1));
  expect(bridge.inputs('machines.jumpHosts.update')).toMatchObject([
    { id: 'outer', jump: { jumpId: 'spare' } },
  ]);
  // The machine behind the one behind it, too.
  await waitFor(() => expect(bridge.count('machines.check')).toBe(1));
});
