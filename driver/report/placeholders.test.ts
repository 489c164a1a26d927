import { describe, expect, test } from 'vitest';
import { createDisguise } from './placeholders';

const nothing = { user: [], address: [], project: [] };

test('a name has one placeholder wherever it stands, and another name another one', () => {
  const disguise = createDisguise({
    user: ['ada', 'grace'],
    address: ['gpu-1.lab.example', 'gpu-1'],
    project: ['course-2026'],
  });
  expect(disguise('Launched for grace on gpu-1, not for Ada.')).toBe(
    'Launched for user-2 on address-2, not for user-1.',
  );
  expect(disguise('ada@gpu-1.lab.example:22 in course-2026')).toBe('user-1@address-1:22 in project-1');
});

test('a word that only holds a name stays as it is', () => {
  const disguise = createDisguise({ ...nothing, user: ['ada'] });
  expect(disguise('Canada, adamant, /srv/ada/x')).toBe('Canada, adamant, /srv/user-1/x');
});

describe('what nobody has said is an address is known by its form', () => {
  test.each([
    ['connect ECONNREFUSED 10.3.0.7:22', 'connect ECONNREFUSED address-1:22'],
    ['allowed from 10.3.0.0/16 and 10.4.0.0/16', 'allowed from address-1/16 and address-2/16'],
    ['at 2001:db8::7, and [2001:db8::7]:22', 'at address-1, and [address-1]:22'],
    ['https://cloud.example.org:5000/v3 did not answer', 'https://address-1:5000/v3 did not answer'],
    ['getaddrinfo ENOTFOUND db.example', 'getaddrinfo ENOTFOUND address-1'],
    ['mail ada.l+x@example.org', 'mail user-1@address-1'],
    ['/home/ada/.ssh/id and C:\\Users\\Ada\\x', '/home/user-1/.ssh/id and C:\\Users\\user-1\\x'],
  ])('%j becomes %j', (text, clean) => expect(createDisguise(nothing)(text)).toBe(clean));
});

describe('what names nobody stays', () => {
  test.each([
    'http://127.0.0.1:4000/ on localhost, [::1]:80',
    'at 12:30:15, 2026-11-28T11:30:15.123Z',
    'name@sha256:0123abcd',
    'the metadata address 169.254.169.254',
    'root@localhost, /home/debian/.ssh, Rockpool 1.2.3',
    'std::string, void::x, 00:11:22:33:44:55',
    'user-1 and address-12 and https://address-3/x',
  ])('%j', text => expect(createDisguise({ ...nothing, user: ['admin', 'root', ''] })(text)).toBe(text));
});
