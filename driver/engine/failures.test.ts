import { expect, test } from 'vitest';
import { RockpoolError } from '../model/errors';
import { engineFailure } from './failures';

const asked = {
  url: 'unix:///var/run/docker.sock',
  doing: 'list its containers',
  platform: 'linux' as const,
};
const of = (error: object, changes = {}) => {
  const failure = engineFailure(Object.assign(new Error('words'), error), { ...asked, ...changes });
  return failure instanceof RockpoolError ? failure.value : undefined;
};

test('a socket that may not be opened says how to get the right, by operating system', () => {
  expect(of({ code: 'EACCES' })).toMatchObject({
    code: 'ENGINE_FORBIDDEN',
    next: expect.stringContaining('usermod'),
  });
  expect(of({ code: 'EPERM' }, { platform: 'win32' })?.next).not.toContain('usermod');
});
test('each way not to be reached has its reason', () => {
  const codes = ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EHOSTUNREACH', 'ETIMEDOUT', 'EAGAIN'];
  const whys = codes.map(code => of({ code })?.why);
  expect(new Set(whys).size).toBe(codes.length);
  expect(of({ code: 'ESTRANGE' })).toMatchObject({
    code: 'ENGINE_UNREACHABLE',
    why: 'The operating system says ESTRANGE.',
  });
});
test('a certificate that is not accepted is no matter of time', () => {
  for (const code of ['CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'ERR_TLS_CERT_ALTNAME_INVALID']) {
    expect(of({ code })).toMatchObject({ code: 'ENGINE_UNTRUSTED', kind: 'permanent' });
  }
});
test('a status means what the call says it means, whatever the words', () => {
  const gone = { kind: 'permanent', code: 'IMAGE_GONE', what: 'gone' } as const;
  expect(of({ statusCode: 404, json: { message: 'no space left' } }, { statuses: { 404: gone } })).toBe(gone);
  expect(of({ statusCode: 503 })).toMatchObject({
    code: 'ENGINE_REFUSED',
    kind: 'transient',
    why: 'It says: words',
  });
});
test('what is no failure of an engine stays what it is: a bug, a cancelled call', () => {
  const bug = new TypeError('x is undefined');
  expect(engineFailure(bug, asked)).toBe(bug);
  const cancelled = AbortSignal.abort().reason;
  expect(engineFailure(cancelled, asked)).toBe(cancelled);
});
