// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { poolConfigSchema } from '../../driver/model/pool';
import { aPool } from '../testing/builders';
import { installFakeBridge } from '../testing/fakeBridge';
import { renderUi } from '../testing/renderUi';

const bridge = installFakeBridge();
const key = { type: 'ssh-ed25519', fingerprint: 'SHA256:abc' };
const jump = {
  ...{ id: 'jump', poolId: 'pool', address: 'gate.test', port: 22, user: 'ada', addedAt: 0 },
  ...{ login: { kind: 'pool' as const }, hostKeys: [] as (typeof key)[] },
};
bridge.answer('machines.publicKey', () => 'ssh-ed25519 AAAA rockpool');
bridge.answer('machines.jumpHosts.add', () => jump);
bridge.answer('machines.jumpHosts.ask', () => key);
bridge.answer('machines.jumpHosts.confirm', () => undefined);
const { CloudJump } = await import('./CloudJump');
afterEach(cleanup);

const pool = (DD_HOST_SSH_JUMP: string | null) =>
  aPool({ provider: 'openstack', config: poolConfigSchema.parse({ DD_HOST_SSH_JUMP }) });

test('the jump host of the settings is put on the list, and its key compared before it is trusted', async () => {
  renderUi(<CloudJump pool={pool('ada@gate.test')} />);
  expect(screen.getByText('not confirmed')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Look at its key…' }));
  await waitFor(() => expect(screen.getByText('SHA256:abc')).toBeTruthy());
  const place = { address: 'gate.test', port: 22, user: 'ada' };
  expect(bridge.inputs('machines.jumpHosts.add')).toEqual([
    { poolId: 'pool', jump: { ...place, login: { kind: 'pool' }, jumpId: null } },
  ]);
  fireEvent.click(screen.getByRole('button', { name: 'They are the same' }));
  await waitFor(() => expect(bridge.inputs('machines.jumpHosts.confirm')).toEqual([{ id: 'jump', key }]));
});

test('where hosts are reached directly there is none', () => {
  renderUi(<CloudJump pool={pool(null)} />);
  expect(screen.queryByRole('region', { name: 'Jump host' })).toBeNull();
});
