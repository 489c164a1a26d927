import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach } from 'vitest';
import type { JumpHost } from '../../driver/model/jumpHost';
import type { LabMachine, MachineCheck } from '../../driver/model/labMachine';
import { emptyState } from '../../driver/model/state';
import { aPool } from './builders';
import { installFakeBridge } from './fakeBridge';
import { renderUi } from './renderUi';

/** What the tests of a pool's list of machines share: a bridge, and the screen with machines in it. */

export const line = 'ssh-ed25519 AAAAC3 rockpool-lab';
export const key = { type: 'ssh-ed25519', fingerprint: 'SHA256:shown' };
/** Unless somebody says otherwise. */
export const way = { login: { kind: 'pool' }, jumpId: null, sudo: 'free' };
export const confirmed = { type: 'ssh-ed25519', fingerprint: 'SHA256:confirmed' };
export const well: MachineCheck[] = [
  { name: 'reachable', state: 'ok', found: 'It answers, and speaks SSH.' },
];

export const bridge = installFakeBridge({ 'machines.publicKey': () => line });
const { Machines } = await import('../machines/Machines');
const { useTests } = await import('../machines/testing');
const { useStore } = await import('../state/store');
const { ConfirmDialog } = await import('../ui/confirm');

const pool = aPool({ name: 'lab', provider: 'ssh', engineUrl: 'ssh://lab' });

export function put(machines: LabMachine[], hosts = {}, jumps: JumpHost[] = []): void {
  const byId = Object.fromEntries(machines.map(machine => [machine.id, machine]));
  const jumpHosts = Object.fromEntries(jumps.map(jump => [jump.id, jump]));
  useStore.setState({ state: { ...emptyState(), pools: { pool }, machines: byId, hosts, jumpHosts } });
}
/** The screen with these machines; the dialogs of the window stand beside it. */
export function open(machines: LabMachine[], hosts = {}, jumps: JumpHost[] = []): void {
  put(machines, hosts, jumps);
  renderUi(
    <>
      <Machines pool={pool} />
      <ConfirmDialog />
    </>,
  );
}
export const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));
export const type = (name: string | RegExp, value: string) =>
  fireEvent.change(screen.getByRole('textbox', { name }), { target: { value } });
export const row = (id: string) => document.querySelector(`tr[data-machine="${id}"]`)?.textContent ?? '';

beforeEach(() => {
  bridge.answer('machines.check', () => ({ checks: well, shown: key }));
  bridge.answer('machines.confirm', () => undefined);
  bridge.answer('machines.remove', () => undefined);
  bridge.answer('machines.update', undefined);
  bridge.answer('shell.copyText', () => undefined);
  useTests.setState({}, true);
});
afterEach(cleanup);
