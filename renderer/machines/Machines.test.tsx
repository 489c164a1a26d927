// @vitest-environment happy-dom
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { aHost, aJumpHost, aMachine } from '../testing/builders';
import { sentError } from '../testing/fakeBridge';
import { bridge, confirmed, line, open, press, row, type } from '../testing/machinesScreen';

test('a pool without machines says in three steps how it gets some, and has the command that lets it in', async () => {
  open([]);
  expect(screen.getAllByRole('heading', { level: 2 }).map(({ textContent }) => textContent)).toEqual([
    '1. Let Rockpool in',
    '2. Say which machines there are',
    '3. Test and confirm them',
  ]);
  await screen.findByText(line);
  press('Copy the command');
  await waitFor(() => expect(bridge.count('shell.copyText')).toBe(1));
  expect(bridge.inputs('shell.copyText')).toEqual([
    { text: `umask 077; mkdir -p ~/.ssh; printf '\\n%s\\n' '${line}' >> ~/.ssh/authorized_keys` },
  ]);
});

test('a key file of the admin takes the place of the pool’s key; secrets are sent once', async () => {
  const machine = aMachine({ login: { kind: 'file', path: '~/.ssh/lab' } });
  bridge.answer('machines.update', () => machine);
  open([aMachine()]);
  press('More for ada@lab1');
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Edit…' }));
  press('Change…');
  fireEvent.click(await screen.findByRole('radio', { name: 'A key file of mine' }));
  press('Save');
  expect(await screen.findByText('Choose the file with the private key.')).toBeTruthy();
  type('Key file', ' ~/.ssh/lab ');
  fireEvent.change(screen.getByLabelText('Passphrase'), { target: { value: 'a secret' } });
  fireEvent.click(screen.getByRole('checkbox', { name: 'sudo asks for a password there' }));
  fireEvent.change(screen.getByLabelText('Password for sudo'), { target: { value: 'of ada' } });
  press('Save');
  await waitFor(() => expect(bridge.count('machines.update')).toBe(1));
  expect(bridge.inputs('machines.update')).toMatchObject([
    {
      machine: { login: { kind: 'file', path: '~/.ssh/lab' }, sudo: 'password' },
      secrets: { passphrase: 'a secret', sudoPassword: 'of ada' },
    },
  ]);
  // Whether it works is seen at once.
  await waitFor(() => expect(bridge.count('machines.check')).toBe(1));
});

test('jump hosts are listed with what they lead to, changed, and removed where they lead nowhere', async () => {
  const gate = aJumpHost({ hostKeys: [confirmed] });
  const spare = aJumpHost({ id: 'spare', address: 'spare' });
  bridge.answer('machines.jumpHosts.remove', () => undefined);
  bridge.answer('machines.jumpHosts.update', () => gate);
  open([aMachine({ jumpId: gate.id, hostKeys: [confirmed] })], {}, [gate, spare]);
  const section = screen.getByRole('region', { name: 'Jump hosts' });
  const lines = within(section)
    .getAllByRole('listitem')
    .map(({ textContent }) => textContent);
  expect(lines[0]).toContain('ada@gateLeads to 1 machine · logged into with the key of the pool');
  expect(lines[1]).toContain('not confirmedLeads to no machine');
  expect(within(section).queryByRole('button', { name: 'Remove ada@gate' })).toBeNull();
  press('Remove ada@spare');
  await waitFor(() => expect(bridge.inputs('machines.jumpHosts.remove')).toEqual([{ id: 'spare' }]));
  press('Edit ada@gate');
  const dialog = await screen.findByRole('dialog', { name: 'Edit the jump host' });
  type('Jump host', 'eve@gate');
  fireEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
  // What is behind it is looked at through it.
  await waitFor(() => expect(bridge.count('machines.check')).toBe(1));
  const way = { user: 'eve', jumpId: null };
  expect(bridge.inputs('machines.jumpHosts.update')).toMatchObject([{ id: 'jump', jump: way }]);
});

test('an edit that is refused says why, and nothing that was typed is lost', async () => {
  open([aMachine()]);
  press('More for ada@lab1');
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Edit…' }));
  type('Address', 'lab9');
  press('Save');
  const { id } = await waitFor(() => bridge.asked('machines.update'));
  const error = { kind: 'input' as const, code: 'MACHINE_IN_USE', what: 'lab1 is a host of its pool.' };
  act(() => bridge.deliver({ type: 'error', id, error: sentError(error) as never }));
  expect((await screen.findByRole('alert')).textContent).toContain('lab1 is a host of its pool.');
  expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Address' }).value).toBe('lab9');
});

test('machines are taken off the list after a question; a host shows which one it is', async () => {
  const host = aHost({ name: 'window seat', providerId: 'machine' });
  open([aMachine({ hostKeys: [confirmed] }), aMachine({ id: 'b', address: 'lab2' })], { host });
  expect(row('machine')).toContain('activewindow seat');
  expect(row('b')).toContain('not confirmed');
  fireEvent.click(screen.getByRole('checkbox', { name: 'Select all listed machines' }));
  press('Remove selected…');
  await screen.findByRole('dialog', { name: 'Take 2 machines off the list?' });
  press('Take off the list');
  await waitFor(() => expect(bridge.inputs('machines.remove')).toEqual([{ id: 'machine' }, { id: 'b' }]));
});
