import { describe, expect, test } from 'vitest';
import { documentOf, messageIn, refusalOf } from './answers.ts';

const asAnswer = ({
  status,
  body = '',
  headers = {},
}: {
  status: number;
  body?: unknown;
  headers?: object;
}) => ({
  status,
  headers: headers as Record<string, string>,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const call = { method: 'POST', url: 'http://cloud.test/servers' };
const refusal = (status: number, body: unknown, headers = {}) =>
  refusalOf(asAnswer({ status, body, headers }), call);

describe('the message is found in the envelope of', () => {
  test.each([
    [
      'Nova',
      { itemNotFound: { message: 'Instance a could not be found.', code: 404 } },
      'Instance a could not be found.',
    ],
    [
      'Neutron',
      { NeutronError: { type: 'PortNotFound', message: 'Port b could not be found.', detail: '' } },
      'Port b could not be found.',
    ],
    ['Neutron of old', { NeutronError: 'Port b could not be found.' }, 'Port b could not be found.'],
    ['Cinder', { badRequest: { code: 400, message: 'Invalid volume: in-use' } }, 'Invalid volume: in-use'],
    ['Keystone', { error: { code: 401, message: 'Wrong.', title: 'Unauthorized' } }, 'Wrong.'],
    ['Placement', { errors: [{ status: 404, title: 'Not Found', detail: 'No provider.' }] }, 'No provider.'],
    ['an API gateway', { message: 'no such route' }, 'no such route'],
  ])('%s', (_, body, said) => {
    expect(messageIn(JSON.stringify(body)).said).toBe(said);
  });

  test('Glance, which answers with a page', () => {
    const page =
      '<html>\n <head>\n  <title>404 Not Found</title>\n </head>\n <body>\n  <h1>404 Not Found</h1>\n  No image found with ID c<br /><br />\n </body>\n</html>';
    expect(messageIn(page).said).toBe('404 Not Found No image found with ID c');
    expect(refusal(404, page)).toMatchObject({ code: 'NotFound', isPage: true });
  });

  test('nobody, where there is none', () => {
    expect(messageIn('').said).toBeUndefined();
    expect(messageIn('{"a": [1, null]}').said).toBeUndefined();
    expect(refusal(404, '').message).toBe('POST http://cloud.test/servers was answered with 404.');
  });
});

describe('a refusal is of a kind', () => {
  test.each([
    [400, 'BadRequest'],
    [401, 'Unauthorized'],
    [403, 'Forbidden'],
    [404, 'NotFound'],
    [409, 'Conflict'],
    [412, 'PreconditionFailed'],
    [429, 'RateLimited'],
    [500, 'ServerError'],
    [502, 'Unavailable'],
    [503, 'Unavailable'],
    [504, 'Unavailable'],
  ])('%i: %s', (status, code) => {
    expect(refusal(status, {})).toMatchObject({ code, status });
  });

  test.each([
    [
      'Nova',
      403,
      {
        forbidden: {
          message: 'Quota exceeded for instances: Requested 1, but already used 10 of 10 instances',
          code: 403,
        },
      },
    ],
    ['Nova, ports', 403, { forbidden: { message: 'Maximum number of ports exceeded', code: 403 } }],
    [
      'Nova, unified limits',
      403,
      {
        forbidden: {
          message: 'Project p1 is over a limit for [Resource servers is over limit of 2]',
          code: 403,
        },
      },
    ],
    [
      'Neutron',
      409,
      { NeutronError: { type: 'OverQuota', message: "Quota exceeded for resources: ['port'].", detail: '' } },
    ],
    [
      'Cinder',
      413,
      {
        overLimit: {
          code: 413,
          message: 'VolumeLimitExceeded: Maximum number of volumes allowed (10) exceeded',
        },
      },
    ],
  ])('quota: %s', (_, status, body) => {
    expect(refusal(status, body).code).toBe('QuotaExceeded');
  });

  test('what a policy forbids is no quota, and what is in use is none', () => {
    const forbidden = "Policy doesn't allow os_compute_api:servers:create to be performed.";
    expect(refusal(403, { forbidden: { message: forbidden, code: 403 } }).code).toBe('Forbidden');
    const inUse = { type: 'SecurityGroupInUse', message: 'Security Group d in use.', detail: '' };
    expect(refusal(409, { NeutronError: inUse })).toMatchObject({
      code: 'Conflict',
      type: 'SecurityGroupInUse',
    });
  });

  test('with the id by which the cloud finds it, and the time to wait', () => {
    const headers = { 'x-openstack-request-id': 'req-1', 'retry-after': '7' };
    expect(refusal(503, '', headers)).toMatchObject({ requestId: 'req-1', retryAfterMs: 7_000 });
  });

  test('where it names an instant, the time to wait is until that by its own clock', () => {
    const at = (second: number) => new Date(Date.UTC(2001, 1, 3, 4, 5, second)).toUTCString();
    expect(refusal(503, '', { 'retry-after': at(29), date: at(9) }).retryAfterMs).toBe(20_000);
    expect(refusal(503, '', { 'retry-after': at(9), date: at(29) }).retryAfterMs).toBe(0);
    expect(refusal(503, '', { 'retry-after': at(9) }).retryAfterMs).toBe(1_000);
  });

  test('without what is secret, also where a service quotes it and it is long', () => {
    const secret = 'I2Nsb3VkLWNvbmZpZw'.repeat(500);
    const said = `Invalid input for field user_data. Value: ${secret}. '${secret}' is too long`;
    const answer = asAnswer({ status: 400, body: { badRequest: { message: said, code: 400 } } });
    const error = refusalOf(answer, call, text => text.replaceAll(secret, '***'));
    expect(error.said).toBe("Invalid input for field user_data. Value: ***. '***' is too long");
  });
});

test('an empty answer has no document', () => {
  expect(documentOf(asAnswer({ status: 204 }), call)).toBeUndefined();
});
