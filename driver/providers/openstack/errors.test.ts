import { type ErrorCode, type ErrorDetails, OpenStackError } from 'openstack-ts';
import { describe, expect, it } from 'vitest';
import { type ErrorKind, isRockpoolError, RockpoolError } from '../../model/errors';
import { cloudError } from './errors';

const failure = (code: string, more: Partial<ErrorDetails> = {}) =>
  new OpenStackError({ code: code as ErrorCode, message: 'It did not answer within 30 seconds', ...more });
const meant = (error: unknown, writes = true) => {
  const result = cloudError(error, { where: 'lab', doing: 'make a machine', writes });
  return isRockpoolError(result) ? result.value : result;
};

describe("a cloud's refusal", () => {
  it('is of a kind by its code', () => {
    const kinds: Record<string, [ErrorKind, string]> = {
      QuotaExceeded: ['capacity', 'CLOUD_QUOTA_REACHED'],
      Unauthorized: ['permanent', 'CLOUD_SIGN_IN_REFUSED'],
      Forbidden: ['permanent', 'CLOUD_FORBIDDEN'],
      BadRequest: ['permanent', 'CLOUD_REFUSED'],
      NotFound: ['permanent', 'CLOUD_REFUSED'],
      Conflict: ['transient', 'CLOUD_CONFLICT'],
      NoService: ['permanent', 'CLOUD_LACKS_SERVICE'],
      CertificateRefused: ['permanent', 'CLOUD_CONNECTION_WRONG'],
      RateLimited: ['transient', 'CLOUD_AWAY'],
      TimedOut: ['transient', 'CLOUD_ANSWER_LOST'],
      'something new': ['transient', 'CLOUD_AWAY'],
    };
    for (const [code, [kind, ours]] of Object.entries(kinds))
      expect(meant(failure(code))).toMatchObject({ kind, code: ours, where: 'lab' });
  });

  it("repeats the service's own words", () => {
    expect(meant(failure('BadRequest', { said: 'Flavor too small' }))).toMatchObject({
      what: 'The cloud refused to make a machine.',
      why: 'It says: Flavor too small.',
    });
    expect(meant(failure('Unauthorized', { said: 'Token expired.' }))).toMatchObject({
      why: expect.stringMatching(/not accepted\. The cloud says: Token expired\.$/),
    });
  });
});

it('a network without an address left is one without room', () => {
  const more = {
    said: 'No more IP addresses available on network 4f1a.',
    type: 'IpAddressGenerationFailure',
  };
  expect(meant(failure('Conflict', more))).toMatchObject({
    ...{ kind: 'capacity', code: 'CLOUD_NO_ADDRESS' },
    why: `All that it may give out are in use. The cloud says: ${more.said}`,
  });
});

it('too many machines that are kept apart: which setting lets there be more', () => {
  expect(
    meant(failure('QuotaExceeded', { said: 'Quota exceeded, too many servers in group' })),
  ).toMatchObject({
    ...{
      kind: 'capacity',
      why: expect.stringContaining('Its quota of machines that are kept apart is used up.'),
    },
    next: expect.stringContaining('DD_HOST_ANTI_AFFINITY'),
  });
});

it('where it was only asked something, its settings are not at fault', () => {
  for (const code of ['BadRequest', 'NotFound'])
    expect(meant(failure(code, { said: '404 Not Found' }), false)).toMatchObject({
      ...{ kind: 'permanent', code: 'CLOUD_REFUSED', what: 'The cloud does not make a machine.' },
      why: 'It says: 404 Not Found.',
      next: expect.stringContaining('connection'),
    });
});

describe('an answer that is none', () => {
  it('may have been done, unless it never left or only asked', () => {
    expect(meant(failure('ConnectionFailed'))).toMatchObject({
      ...{ kind: 'transient', code: 'CLOUD_ANSWER_LOST' },
      why: 'It did not answer within 30 seconds. It may have done it all the same.',
    });
    expect(meant(failure('ConnectionFailed', { wasSent: false }))).toMatchObject({ code: 'CLOUD_AWAY' });
    expect(meant(failure('ConnectionFailed'), false)).toMatchObject({ code: 'CLOUD_AWAY' });
  });
});

it('what is no failure of the cloud stays what it is', () => {
  const aborted = Object.assign(new Error(), { name: 'AbortError' });
  const ours = new RockpoolError({ kind: 'bug', code: 'X', what: 'Y.' });
  for (const error of [aborted, ours, new TypeError('bug'), 'text']) {
    expect(cloudError(error, { where: 'lab', doing: 'x' })).toBe(error);
  }
});
