// @vitest-environment happy-dom
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { FoundMachine } from '../../driver/model/foundMachine';
import type { JumpHost } from '../../driver/model/jumpHost';
import type { MachineCheck } from '../../driver/model/labMachine';
import { aJumpHost, aMachine } from '../testing/builders';
import { bridge, key, open, press, put, type, way } from '../testing/machinesScreen';

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
