// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FoundMachine } from '../../driver/model/foundMachine';
import type { JumpHost } from '../../driver/model/jumpHost';
import type { LabMachine, MachineCheck } from '../../driver/model/labMachine';
import { emptyState } from '../../driver/model/state';
import { aHost, aJumpHost, aMachine, aPool } from '../testing/builders';
import { installFakeBridge, sentError } from '../testing/fakeBridge';
import { renderUi } from '../testing/renderUi';

const line = 'ssh-ed25519 AAAAC3 rockpool-lab';
const key = { type: 'ssh-ed25519', fingerprint: 'SHA256:shown' };
/** Unless somebody says otherwise. */
const way = { login: { kind: 'pool' }, jumpId: null, sudo: 'free' };
const confirmed = { type: 'ssh-ed25519', fingerprint: 'SHA256:confirmed' };
const well: MachineCheck[] = [{ name: 'reachable', state: 'ok', found: 'It answers, and speaks SSH.' }];

const bridge = installFakeBridge({ 'machines.publicKey': () => line });
const { Machines } = await import('./Machines');
const { useTests } = await import('./testing');
const { useStore } = await import('../state/store');
const { ConfirmDialog } = await import('../ui/confirm');

const pool = aPool({ name: 'lab', provider: 'ssh', engineUrl: 'ssh://lab' });

function put(machines: LabMachine[], hosts = {}, jumps: JumpHost[] = []): void {
  const byId = Object.fromEntries(machines.map(machine => [machine.id, machine]));
  const jumpHosts = Object.fromEntries(jumps.map(jump => [jump.id, jump]));
  useStore.setState({ state: { ...emptyState(), pools: { pool }, machines: byId, hosts, jumpHosts } });
}
/** The screen with these machines; the dialogs of the window stand beside it. */
function open(machines: LabMachine[], hosts = {}, jumps: JumpHost[] = []): void {
  put(machines, hosts, jumps);
  renderUi(
    <>
      <Machines pool={pool} />
      <ConfirmDialog />
    </>,
  );
}
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));
const type = (name: string | RegExp, value: string) =>
  fireEvent.change(screen.getByRole('textbox', { name }), { target: { value } });
const row = (id: string) => document.querySelector(`tr[data-machine="${id}"]`)?.textContent ?? '';

beforeEach(() => {
  bridge.requests.length = 0;
  bridge.answer('machines.check', () => ({ checks: well, shown: key }));
  bridge.answer('machines.confirm', () => undefined);
  bridge.answer('machines.remove', () => undefined);
  bridge.answer('machines.update', undefined);
  bridge.answer('shell.copyText', () => undefined);
  useTests.setState({}, true);
});
afterEach(cleanup);

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

test('a machine is added as it was typed or pasted, and tested at once', async () => {
  const made = aMachine({ address: '2001:db8::7', port: 2222 });
  bridge.answer('machines.add', () => {
    put([made]);
    return [made];
  });
  open([]);
  press('Add a machine…');
  press('Add and test');
  expect(await screen.findByText('Write the name or the address of the machine.')).toBeTruthy();
  expect(bridge.count('machines.add')).toBe(0);
  type('Address', 'ada@[2001:db8::7]:2222');
  fireEvent.blur(screen.getByRole('textbox', { name: 'Address' }));
  const value = (name: string) => screen.getByRole<HTMLInputElement>('textbox', { name }).value;
  expect(['Address', 'Port', 'User'].map(value)).toEqual(['2001:db8::7', '2222', 'ada']);
  press('Add and test');
  const details = await screen.findByRole('dialog', { name: 'ada@[2001:db8::7]:2222' });
  expect(bridge.inputs('machines.add')).toEqual([
    {
      poolId: 'pool',
      machines: [{ address: '2001:db8::7', port: 2222, user: 'ada', slots: null, label: '', ...way }],
      given: { knownHosts: false },
    },
  ]);
  await within(details).findByText('It answers, and speaks SSH.');
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

test('a machine behind a jump host is added with it, and the jump host is confirmed first', async () => {
  const jump = aJumpHost({ address: 'gate', port: 2222 });
  const made = aMachine({ address: '10.0.0.7', jumpId: jump.id });
  bridge.answer('machines.jumpHosts.add', () => jump);
  bridge.answer('machines.jumpHosts.confirm', () => undefined);
  bridge.answer('machines.add', () => {
    put([made], {}, [jump]);
    return [made];
  });
  const failed: MachineCheck = { name: 'jump host', state: 'failed', found: 'Nobody has confirmed it.' };
  bridge.answer('machines.check', () => ({ checks: [failed], jumpShown: { id: jump.id, key } }));
  open([]);
  press('Add a machine…');
  type('Address', 'ada@10.0.0.7');
  fireEvent.blur(screen.getByRole('textbox', { name: 'Address' }));
  press('Change…');
  fireEvent.change(await screen.findByRole('combobox', { name: 'Way there' }), { target: { value: 'new' } });
  press('Add and test');
  expect(await screen.findByText(/^Write it as user@address/)).toBeTruthy();
  type('Jump host', 'ada@gate:2222');
  press('Add and test');
  const details = await screen.findByRole('dialog', { name: 'ada@10.0.0.7' });
  expect(bridge.inputs('machines.jumpHosts.add')).toMatchObject([
    { jump: { address: 'gate', port: 2222, user: 'ada', login: { kind: 'pool' } } },
  ]);
  expect(bridge.inputs('machines.add')).toMatchObject([{ machines: [{ jumpId: jump.id }] }]);
  expect(within(details).getByText(/through ada@gate:2222/)).toBeTruthy();
  fireEvent.click(await within(details).findByRole('button', { name: /^Confirm jump host/ }));
  const question = await screen.findByRole('dialog', { name: 'Is this the right jump host?' });
  expect(question.textContent).toContain('ada@gate:2222');
  press('They are the same');
  await waitFor(() => expect(bridge.count('machines.check')).toBe(2));
  expect(bridge.inputs('machines.jumpHosts.confirm')).toEqual([{ id: jump.id, key }]);
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

test('machines are taken from OpenSSH’s configuration, as it has them, with what leads there', async () => {
  const jump = aJumpHost({ address: 'gate', user: 'eve' });
  const outer = { address: 'outer', port: 22, user: 'bob', login: null, jump: null };
  const gate = { address: 'gate', port: 22, user: 'eve', login: null, jump: outer };
  const file = { kind: 'file' as const, path: '~/.ssh/lab' };
  const place = { port: 22, user: 'ada' };
  const near: FoundMachine = { name: 'near', address: 'lab1', ...place, login: null, jump: null };
  const far: FoundMachine = { name: 'far', address: '10.0.0.7', ...place, login: file, jump: gate };
  const read = { machines: [near, far], problems: ['odd: It is reached through a command.'] };
  bridge.answer('machines.inSshConfig', () => read);
  bridge.answer('machines.jumpHosts.add', input =>
    (input as { jump: JumpHost }).jump.address === 'gate' ? jump : aJumpHost({ id: 'outer' }),
  );
  bridge.answer('machines.add', () => [aMachine({ id: 'far' })]);
  open([aMachine()]);
  press('Add many…');
  press('From ~/.ssh/config…');
  fireEvent.click(await screen.findByRole('button', { name: 'Read' }));
  expect((await screen.findByRole('list', { name: 'Problems' })).textContent).toBe(read.problems[0]);
  expect(screen.getByRole<HTMLInputElement>('checkbox', { name: 'near' }).disabled).toBe(true);
  expect(
    screen.getByText('ada@10.0.0.7 with the key in ~/.ssh/lab, through bob@outer, then eve@gate'),
  ).toBeTruthy();
  fireEvent.click(screen.getByRole('checkbox', { name: 'far' }));
  press('Change…');
  fireEvent.click(
    await screen.findByRole('checkbox', { name: 'Trust the keys that ~/.ssh/known_hosts has' }),
  );
  press('Add the machine');
  await waitFor(() => expect(bridge.count('machines.add')).toBe(1));
  expect(bridge.inputs('machines.jumpHosts.add').at(-1)).toEqual({
    poolId: 'pool',
    jump: { address: 'gate', port: 22, user: 'eve', login: way.login, jumpId: 'outer' },
    given: { knownHosts: true },
  });
  expect(bridge.inputs('machines.add')).toEqual([
    {
      poolId: 'pool',
      machines: [{ address: '10.0.0.7', ...place, ...way, login: file, jumpId: jump.id, label: 'far' }],
      given: { knownHosts: true },
    },
  ]);
});

test('what is found is shown as soon as it is, and the rest is open', async () => {
  bridge.answer('machines.check', undefined);
  open([aMachine({ hostKeys: [confirmed] })]);
  press('Details of ada@lab1');
  const details = await screen.findByRole('dialog', { name: 'ada@lab1' });
  fireEvent.click(within(details).getByRole('button', { name: 'Test connection' }));
  const { id } = await waitFor(() => bridge.asked('machines.check'));
  const rest: MachineCheck[] = [{ name: 'login', state: 'open', found: 'Not looked at yet.' }];
  act(() => bridge.deliver({ type: 'data', id, value: { checks: [...well, ...rest], shown: confirmed } }));
  const shown = () =>
    within(details)
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent);
  expect(shown()).toEqual([
    'All right: ReachableIt answers, and speaks SSH.',
    'Not looked at: LoginNot looked at yet.',
  ]);
  fireEvent.click(within(details).getByRole('button', { name: 'Cancel the test' }));
  await within(details).findByRole('button', { name: 'Test connection' });
  expect(bridge.requests.at(-1)).toEqual({ type: 'unlisten', id });
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

test('of a pasted list it is shown what was read, what not, and what is known, before any is added', async () => {
  const made = [aMachine({ id: 'b', address: 'lab2' }), aMachine({ id: 'c', address: 'lab3', user: 'eve' })];
  bridge.answer('machines.add', () => made);
  open([aMachine()]);
  press('Add many…');
  type('Machines', 'lab1\nlab2 8 by the door\neve@lab3\nlab4:0\n');
  expect(screen.getByRole('list', { name: 'Problems' }).textContent).toBe(
    'Line 4: A port is a whole number from 1 to 65535.',
  );
  const read = within(screen.getByRole('table', { name: 'New machines' }))
    .getAllByRole('row')
    .slice(1);
  // The user of the machine that was added last stands for those that name none.
  expect(read.map(({ textContent }) => textContent)).toEqual(['ada@lab28by the door', 'eve@lab3automatic']);
  expect(screen.getByText(/One is on a list already, and is left out/)).toBeTruthy();
  press('Add 2 machines');
  await waitFor(() => expect(bridge.count('machines.check')).toBe(2));
  expect(bridge.inputs('machines.add')).toEqual([
    {
      poolId: 'pool',
      machines: [
        { address: 'lab2', port: 22, user: 'ada', slots: 8, label: 'by the door', ...way },
        { address: 'lab3', port: 22, user: 'eve', slots: null, label: '', ...way },
      ],
      given: { knownHosts: false },
    },
  ]);
});

test('all are tested, a few at a time, and all of that can be cancelled', async () => {
  const many = Array.from({ length: 12 }, (_, index) =>
    aMachine({ id: `m${index}`, address: `lab${index}` }),
  );
  bridge.answer('machines.check', undefined);
  open(many);
  press('Test all');
  await waitFor(() => expect(bridge.count('machines.check')).toBe(8));
  expect(screen.getByText(/ · testing 12$/)).toBeTruthy();
  press('Cancel 12 tests');
  await screen.findByRole('button', { name: 'Test all' });
  expect(bridge.count('machines.check')).toBe(8);
  expect(row('m0')).toContain('not tested');
});

test('a test that fails says in the list what it was, and in the details what to do', async () => {
  const login: MachineCheck = {
    name: 'login',
    state: 'failed',
    found: 'It lets nobody in.',
    fix: 'Do this.',
  };
  bridge.answer('machines.check', () => ({ checks: [...well, login], shown: confirmed }));
  open([aMachine({ hostKeys: [confirmed] })]);
  press('Test connection to ada@lab1');
  await waitFor(() => expect(row('machine')).toContain('Failed: login'));
  press('Details of ada@lab1');
  const details = await screen.findByRole('dialog', { name: 'ada@lab1' });
  const [, second] = within(details).getAllByRole('listitem');
  expect(second?.textContent).toBe('Failed: LoginIt lets nobody in.Do this.');
  // The way in stands beside it.
  expect(await within(details).findByText(line)).toBeTruthy();
});

test('a key is confirmed by its fingerprint, and the machine is tested again', async () => {
  open([aMachine()]);
  press('Test connection to ada@lab1');
  fireEvent.click(await screen.findByRole('button', { name: /^Confirm key/ }));
  const question = await screen.findByRole('dialog', { name: 'Is this the right machine?' });
  expect(question.textContent).toContain('SHA256:shown');
  expect(question.textContent).toContain('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub');
  press('They are the same');
  await waitFor(() => expect(bridge.count('machines.check')).toBe(2));
  expect(bridge.inputs('machines.confirm')).toEqual([{ id: 'machine', key }]);
});

test('a changed key needs a second word before it is trusted', async () => {
  open([aMachine({ hostKeys: [confirmed] })]);
  press('Test connection to ada@lab1');
  fireEvent.click(await screen.findByRole('button', { name: /^Key has changed/ }));
  const question = await screen.findByRole('dialog', { name: 'The key of this machine has changed' });
  expect(within(question).getByRole('alert').textContent).toContain('Rockpool sends nothing to it');
  expect(question.textContent).toContain('SHA256:confirmed');
  const trust = screen.getByRole<HTMLButtonElement>('button', { name: 'Trust the new key' });
  expect(trust.disabled).toBe(true);
  fireEvent.click(screen.getByRole('checkbox', { name: /^I have compared/ }));
  fireEvent.click(trust);
  await waitFor(() => expect(bridge.inputs('machines.confirm')).toEqual([{ id: 'machine', key }]));
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
