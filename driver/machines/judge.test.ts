import { expect, test } from 'vitest';
import { judge, judged as names } from './judge';

const NOW = 1_700_000_000_000;
const fine = [
  'sudo yes',
  'system Debian GNU/Linux 12 (bookworm)',
  'like debian ',
  'docker 20.10.24',
  'disk 52428800',
  'memory 16777216',
  `time ${NOW / 1000}`,
];
const judged = (changes: string[] = []) => {
  const keys = new Set(changes.map(line => line.split(' ')[0]));
  const lines = [...fine.filter(line => !keys.has(line.split(' ')[0])), ...changes];
  return Object.fromEntries(judge(lines.join('\n'), 'ada', NOW, true).map(check => [check.name, check]));
};

test('a machine that has all is well, in the order in which it is shown', () => {
  const checks = judge(fine.join('\n'), 'ada', NOW, true);
  expect(checks.map(({ name }) => name)).toEqual(names);
  expect(checks.every(({ state, fix }) => state === 'ok' && fix === undefined)).toBe(true);
});

test.each([
  ['sudo', 'sudo no', 'failed', 'NOPASSWD'],
  ['sudo', 'sudo wrong', 'failed', 'right password'],
  ['sudo', 'sudo none', 'failed', 'Install it'],
  ['distribution', 'like plum', 'warning', 'by hand'],
  ['Docker', 'docker silent', 'warning', 'systemctl start docker'],
  ['disk', 'disk 1048576', 'warning', 'Make room'],
  ['memory', 'memory 524288', 'failed', '1 GiB'],
  ['time', `time ${NOW / 1000 - 600}`, 'warning', 'set-ntp'],
])('what is wrong with %s is said with what to do', (name, line, state, fix) => {
  expect(judged([line])[name]).toMatchObject({ state, fix: expect.stringContaining(fix) });
});

test('Docker need not be there, and a distribution that is like a known one will do', () => {
  expect(judged(['docker none']).Docker?.state).toBe('ok');
  expect(judged(['like linuxmint ubuntu debian']).distribution?.state).toBe('ok');
  expect(judged(['sudo root']).sudo?.state).toBe('ok');
  expect(judged(['sudo password']).sudo?.state).toBe('ok');
});

test('answers come one by one, each when its line is whole', () => {
  const after = (text: string) => judge(text, 'ada', NOW, false).map(({ name }) => name);
  const text = `${fine.join('\n')}\n`;
  expect(after('sudo y')).toEqual([]);
  expect(after(text.slice(0, text.indexOf('docker')))).toEqual(['sudo', 'distribution']);
  expect(after(text)).toEqual(names);
});

test('what a machine did not say at all is not taken for well', () => {
  const checks = judge('', 'ada', NOW, true);
  expect(checks.filter(({ state }) => state === 'ok').map(({ name }) => name)).toEqual([]);
});

test('memory that other containers hold is told, and left out of the slots', () => {
  expect(judged().memory?.found).toBe('17.2 GB: 24 slots unless you say otherwise.');
  expect(judged(['foreign 2', 'foreignheld 4194304']).memory?.found).toBe(
    "17.2 GB, of which 4.29 GB are held by 2 containers that are not Rockpool's: 18 slots unless you say otherwise.",
  );
});
