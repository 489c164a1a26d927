import { createHmac } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { hostKeyOf } from './hostKeys';
import { makeKeyPair } from './keys';
import { keysKnownFor } from './knownHosts';

let one: string;
let other: string;
beforeAll(async () => {
  const made = [await makeKeyPair(''), await makeKeyPair('')];
  [one = '', other = ''] = made.map(({ publicKey }) => publicKey);
});
const known = (text: string, address = 'lab1.example.org', port = 22) =>
  keysKnownFor(text, address, port).map(({ fingerprint }) => fingerprint);
const printOf = (line: string) => hostKeyOf(Buffer.from(line.split(' ')[1] ?? '', 'base64'))?.fingerprint;
const hashed = (name: string) => {
  const salt = Buffer.from('twenty bytes of salt');
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
};

test('a machine is known by each of its names, and by all of its keys', () => {
  const text = `# mine\n\nlab1.example.org,10.0.0.1 ${one} a comment\nlab1.example.org ${other}\nlab2 ${one}\n`;
  expect(known(text)).toEqual([printOf(one), printOf(other)]);
  expect(known(text, '10.0.0.1')).toEqual([printOf(one)]);
  expect(known(text, 'LAB2')).toEqual([printOf(one)]);
  expect(known(text, 'lab3')).toEqual([]);
});

test('another port is another machine', () => {
  const text = `[lab1.example.org]:2222 ${one}\nlab1.example.org ${other}`;
  expect(known(text, 'lab1.example.org', 2222)).toEqual([printOf(one)]);
  expect(known(text)).toEqual([printOf(other)]);
});

test('hashed names are recognised', () => {
  const text = `${hashed('lab1.example.org')} ${one}\n${hashed('[lab1.example.org]:2222')} ${other}`;
  expect(known(text)).toEqual([printOf(one)]);
  expect(known(text, 'lab1.example.org', 2222)).toEqual([printOf(other)]);
});

test('patterns mean many, without those that are left out', () => {
  const text = `*.example.org,!lab2.example.org ${one}\nlab?.exampleXorg ${other}`;
  expect(known(text)).toEqual([printOf(one)]);
  expect(known(text, 'lab2.example.org')).toEqual([]);
});

test('a key that is revoked does not count, wherever that stands, and authorities are no keys', () => {
  const text = `lab1.example.org ${one}\n@revoked * ${one}\n@cert-authority *.example.org ${other}`;
  expect(known(text)).toEqual([]);
});

test('lines that say nothing are left out', () => {
  expect(
    known(`lab1.example.org\nlab1.example.org ssh-rsa !!!\nlab1.example.org ssh-rsa AAAA\n|1|x ${one}`),
  ).toEqual([]);
});
