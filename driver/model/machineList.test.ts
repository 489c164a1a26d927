import { expect, test } from 'vitest';
import { readMachineList } from './machineList';

const defaults = { user: 'rockpool' };
/** What a list doesn't say. */
const usual = { login: { kind: 'pool' }, jumpId: null, sudo: 'free' };
const read = (text: string) => readMachineList(text, defaults);

test('a line a machine: user, address, port, slots, label, as far as it says them', () => {
  const { machines, problems } = read(
    '# the lab\nlab1\nada@lab2.example.org:2222 16 by the window\n\n192.0.2.7\n[2001:db8::1]:23\n2001:db8::2\n',
  );
  expect(problems).toEqual([]);
  expect(machines).toEqual([
    { ...usual, address: 'lab1', port: 22, user: 'rockpool', slots: null, label: '' },
    { ...usual, address: 'lab2.example.org', port: 2222, user: 'ada', slots: 16, label: 'by the window' },
    { ...usual, address: '192.0.2.7', port: 22, user: 'rockpool', slots: null, label: '' },
    { ...usual, address: '2001:db8::1', port: 23, user: 'rockpool', slots: null, label: '' },
    { ...usual, address: '2001:db8::2', port: 22, user: 'rockpool', slots: null, label: '' },
  ]);
});

test('a table with commas, its columns in any order, unknown ones left aside', () => {
  const { machines, problems } = read('room,Address,user,slots\n"B 12",lab1,ada,8\n,lab2,,\n');
  expect(problems).toEqual([]);
  expect(machines).toEqual([
    { ...usual, address: 'lab1', port: 22, user: 'ada', slots: 8, label: '' },
    { ...usual, address: 'lab2', port: 22, user: 'rockpool', slots: null, label: '' },
  ]);
});

test('what cannot be read is told with its line, and keeps nothing else from being read', () => {
  const { machines, problems } = read('lab1\nlab;rm\nlab2:99999\nLAB1\n-oProxyCommand=x\nlab3 0\n');
  expect(machines.map(({ address }) => address)).toEqual(['lab1']);
  expect(problems).toHaveLength(5);
  expect(problems[0]).toContain('Line 2');
  expect(problems[1]).toContain('65535');
  expect(problems[2]).toContain('already');
});
