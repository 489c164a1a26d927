import { expect, test } from 'vitest';
import type { LabMachine, MachineCheck } from '../../driver/model/labMachine';
import { aHost, aMachine } from '../testing/builders';
import { machineRows, matching, slotsText, summaryOf, verdictOf } from './machineRows';
import type { Test } from './testing';

const old = { type: 'ssh-ed25519', fingerprint: 'SHA256:old' };
const other = { type: 'ssh-ed25519', fingerprint: 'SHA256:other' };
const tested = (place: string, shown = old): Test => ({ place, last: { at: 1, checks: [], shown } });
const machines = Object.fromEntries(
  [
    aMachine({ id: 'free', hostKeys: [old] }),
    aMachine({ id: 'host', address: 'lab2', hostKeys: [old] }),
    aMachine({ id: 'new', address: 'lab3' }),
    aMachine({ id: 'changed', address: 'lab4', hostKeys: [old] }),
    aMachine({ id: 'elsewhere', poolId: 'other' }),
  ].map((machine): [string, LabMachine] => [machine.id, machine]),
);
const hosts = {
  gone: aHost({ id: 'gone', providerId: 'free', phase: 'removed' }),
  h: aHost({ id: 'h', name: 'window seat', providerId: 'host', slots: 12 }),
};
const tests = { changed: tested('ada@lab4', other), new: tested('ada@lab3', other) };
const rows = machineRows('pool', machines, hosts, tests);
const kindOf = (id: string) => rows.find(({ machine }) => machine.id === id)?.standing.kind;

test('a machine is free, a host, not confirmed, or shows another key than the confirmed one', () => {
  expect(['free', 'host', 'new', 'changed'].map(kindOf)).toEqual(['free', 'host', 'unconfirmed', 'changed']);
  expect(kindOf('elsewhere')).toBeUndefined();
  expect(summaryOf(rows)).toBe('4 machines: 1 with another key, 1 not confirmed yet, 1 free, 1 host');
  expect(summaryOf([])).toBe('No machine yet');
});

test('a changed key stands out from a host, too, and no longer once it was confirmed', () => {
  const shown = { host: tested('ada@lab2', other) };
  const of = (keys: (typeof old)[]) =>
    machineRows('pool', { host: aMachine({ id: 'host', address: 'lab2', hostKeys: keys }) }, hosts, shown)[0]
      ?.standing.kind;
  expect([of([old]), of([other])]).toEqual(['changed', 'host']);
});

test('what was found at another address says nothing of a machine', () => {
  const moved = machineRows('pool', machines, hosts, { changed: tested('ada@lab1', other) });
  expect(moved.find(({ machine }) => machine.id === 'changed')).toMatchObject({
    standing: { kind: 'free' },
    test: undefined,
  });
});

test('a verdict names what failed before what is only worth a look', () => {
  const check = (name: string, state: MachineCheck['state']): MachineCheck => ({ name, state, found: '' });
  expect(verdictOf([check('login', 'ok')])).toEqual({ tone: 'good', text: 'All well' });
  const warned = [check('disk', 'warning'), check('time', 'warning')];
  expect(verdictOf(warned)).toEqual({ tone: 'warning', text: 'Look at: disk, time' });
  const failed = [...warned, check('login', 'failed'), check('sudo', 'open')];
  expect(verdictOf(failed)).toEqual({ tone: 'bad', text: 'Failed: login' });
});

test('slots are those that were set, or counted, and known of a host', () => {
  expect(rows.map(slotsText)).toEqual(['automatic', 'automatic (12)', 'automatic', 'automatic']);
  const standing = { kind: 'free' as const };
  expect(slotsText({ machine: aMachine({ slots: 6 }), standing })).toBe('6');
});

test('machines are found by place, label, state and the name of their host', () => {
  const ids = (text: string) => matching(rows, text).map(({ machine }) => machine.id);
  expect(ids('LAB3 not')).toEqual(['new']);
  expect(ids('window active')).toEqual(['host']);
  expect(ids('nowhere')).toEqual([]);
});
