// @vitest-environment happy-dom
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { MachineCheck } from '../../driver/model/labMachine';
import { aMachine } from '../testing/builders';
import { bridge, confirmed, key, line, open, press, row, well } from '../testing/machinesScreen';

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
