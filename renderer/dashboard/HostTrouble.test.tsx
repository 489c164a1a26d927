// @vitest-environment happy-dom
import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { emptyState } from '../../driver/model/state';
import { aHost } from '../testing/builders';
import { installFakeBridge } from '../testing/fakeBridge';
import { renderUi } from '../testing/renderUi';

installFakeBridge();
const { HostTrouble } = await import('./HostTrouble');
const { applyChange } = await import('../state/store');
afterEach(cleanup);

function open(changes: Parameters<typeof aHost>[0]) {
  const hosts = { host: aHost(changes) };
  applyChange({ type: 'snapshot', sequence: 0, state: { ...emptyState(), hosts } });
  renderUi(<HostTrouble />);
}

test('a host that does not answer says why, and what to do', () => {
  open({
    unreachable: {
      since: 1,
      error: { kind: 'transient', code: 'X', what: 'The engine is silent.', next: 'Restart Docker.' },
    },
  });
  expect(screen.getByRole('alert').textContent).toContain('The engine is silent.');
  expect(screen.getByRole('alert').textContent).toContain('Restart Docker.');
});

test('a host that answers says nothing', () => {
  open({});
  expect(screen.queryByRole('alert')).toBeNull();
});
