import { describe, expect, test } from 'vitest';
import type { CloudCatalog } from '../model/cloudCatalog';
import { hostRanges } from '../model/hostRanges';
import { poolConfigSchema } from '../model/pool';
import type { CloudPlace } from './client';
import { jumpAnswer, jumpPlaceOf } from './jumpAnswer';
import { missingService, quotaAnswer, serviceAnswer } from './roomAnswers';
import { answersBefore, refusedAnswer, regionAnswer, unansweredAnswer } from './signInAnswers';
import { wayAnswer } from './wayAnswers';

const place: CloudPlace = {
  ...{ where: 'cloud.test', authUrl: 'https://cloud.test/v3', kind: 'password', project: 'course' },
  ...{ verify: true, warnings: [] },
};
const signedIn = { user: 'ada', project: 'course', roles: ['member'], regions: ['north'] };
const config = (changes: object = {}) =>
  poolConfigSchema.parse({ DD_HOST_SSH_FROM: '192.0.2.7', ...changes });

describe('signing in', () => {
  test('without a verified certificate works, and is shown as the danger that it is', () => {
    const certificate = (changes: Partial<CloudPlace>) =>
      answersBefore(undefined, { ...place, ...changes }, signedIn).find(({ name }) => name === 'certificate');
    expect(certificate({})).toMatchObject({ state: 'ok' });
    expect(certificate({ verify: false })).toMatchObject({ state: 'warning', danger: true });
    expect(certificate({ authUrl: 'http://cloud.test/v3' })?.found).toContain('in the clear');
    expect(certificate({ authUrl: 'http://127.0.0.1:5000/v3' })).toMatchObject({ state: 'ok' });
  });

  test.each([
    ['CertificateRefused', 'certificate'],
    ['NotTls', 'certificate'],
    ['NameUnknown', 'address'],
    ['ConnectionRefused', 'address'],
    ['TimedOut', 'address'],
    ['TlsNeeded', 'address'],
    ['Redirected', 'address'],
    ['NotKeystone', 'address'],
    ['BadAnswer', 'address'],
    ['BadConfig', 'address'],
    ['Forbidden', 'sign-in'],
    ['Unavailable', 'sign-in'],
  ])('that fails by %s is told at the step %s, with what to do', (code, name) => {
    const answer = unansweredAnswer({ code, message: 'It went wrong' });
    expect(answer).toMatchObject({ name, state: 'failed', fix: expect.stringMatching(/\w.*\.$/) });
    expect(answer?.found).toContain('It went wrong.');
  });

  test('that is refused is told by what was to be accepted', () => {
    const said = (kind: CloudPlace['kind']) => refusedAnswer({ ...place, kind }, undefined);
    expect(said('password').found).toContain("the user, the password, or the user's domain");
    expect(said('applicationCredential').found).toContain('it has expired');
    expect(said('token').fix).toContain('Tokens end within hours');
    const other = refusedAnswer({ ...place, project: 'curse' }, ['course', 'lab']);
    expect(other).toMatchObject({ name: 'project', fix: expect.stringContaining('Is course meant?') });
    expect(refusedAnswer(place, []).found).toContain('no project at all');
  });

  test('in several regions wants one to be chosen', () => {
    expect(regionAnswer(place, ['north'])).toMatchObject({ state: 'ok' });
    expect(regionAnswer(place, ['north', 'south'])).toMatchObject({ state: 'warning' });
    expect(regionAnswer({ ...place, region: 'nroth' }, ['north', 'south']).fix).toBe('Is north meant?');
  });
});

describe('what a pool needs', () => {
  test('are three services, and a fourth for volumes', () => {
    expect(serviceAnswer('compute', '2.60')).toMatchObject({ state: 'warning' });
    expect(serviceAnswer('compute', '2.93')).toMatchObject({ state: 'ok' });
    expect(missingService('network', 'None.', config())).toMatchObject({ name: 'Network', state: 'failed' });
    expect(missingService('volume', 'None.', config())).toMatchObject({ state: 'warning' });
    const without = config({ DD_HOST_DATA_VOLUME_FACTOR: 0 });
    expect(missingService('volume', 'None.', without)).toMatchObject({ state: 'ok' });
  });

  test('is told in what quotas leave', () => {
    const machines = { what: 'machines', used: 7, limit: 10 };
    const unlimited = { what: 'volumes', used: 7, limit: -1 };
    expect(quotaAnswer([machines, unlimited])).toMatchObject({
      state: 'ok',
      found: '3 machines left of 10; volumes: no limit.',
    });
    expect(quotaAnswer([{ ...machines, used: 11 }])).toMatchObject({
      state: 'warning',
      fix: expect.stringContaining('Nothing is left of: machines.'),
    });
    expect(quotaAnswer([])).toMatchObject({ state: 'warning' });
  });
});

describe('the way to hosts', () => {
  const network = (range: string) => ({
    id: range,
    name: 'lab',
    isExternal: false,
    isShared: false,
    ranges: [range],
  });
  const has = (...ranges: string[]) => ({ networks: ranges.map(network) }) as unknown as CloudCatalog;

  test('by addresses that no router leads on is a warning', () => {
    expect(wayAnswer(config(), has('10.0.0.0/24'))).toMatchObject({
      state: 'warning',
      fix: expect.stringContaining('DD_HOST_FLOATING_POOL'),
    });
    expect(wayAnswer(config(), has('198.18.30.0/24')).state).toBe('ok');
    expect(wayAnswer(config({ DD_HOST_FLOATING_POOL: 'public' }), has('10.0.0.0/24')).state).toBe('ok');
    expect(hostRanges(config({ DD_HOST_NETWORK: 'none' }), has('10.0.0.0/24'))).toEqual([]);
  });

  test('through a jump host is right only once that is confirmed and lets us through', async () => {
    const { signal } = new AbortController();
    expect(jumpPlaceOf('ada@[2001:db8::7]:2222')).toEqual({
      user: 'ada',
      address: '2001:db8::7',
      port: 2222,
    });
    expect(jumpPlaceOf('ada@login.test')).toEqual({ user: 'ada', address: 'login.test', port: 22 });
    const answer = await jumpAnswer('ada@login.test', 'pool', () => undefined, signal);
    expect(answer).toMatchObject({ state: 'warning', fix: expect.stringContaining('confirm it') });
  });
});
