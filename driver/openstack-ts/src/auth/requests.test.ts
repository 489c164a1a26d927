import { expect, test } from 'vitest';
import { signInBody, tokensUrl } from './requests.ts';

const user = { name: 'lab', domain: { name: 'Default' } };
const project = { name: 'notebooks', domain: { id: 'default' } };

test('a password, for a project by its name', () => {
  expect(signInBody({ kind: 'password', user, password: 'tide pool', project })).toEqual({
    auth: {
      identity: { methods: ['password'], password: { user: { ...user, password: 'tide pool' } } },
      scope: { project },
    },
  });
});

test('a password, for a project by its id, and for none', () => {
  const auth = {
    kind: 'password',
    user: { id: 'u1' },
    password: 'tide pool',
    project: { id: 'p1' },
  } as const;
  expect(signInBody(auth).auth).toMatchObject({ scope: { project: { id: 'p1' } } });
  expect(signInBody({ ...auth, project: undefined }).auth).not.toHaveProperty('scope');
});

test('an application credential by its id, or by its name and its user; it has its project', () => {
  expect(signInBody({ kind: 'applicationCredential', credential: { id: 'c1' }, secret: 'shell' })).toEqual({
    auth: {
      identity: {
        methods: ['application_credential'],
        application_credential: { id: 'c1', secret: 'shell' },
      },
    },
  });
  const named = signInBody({
    ...{ kind: 'applicationCredential', credential: { name: 'rockpool', user }, secret: 'shell' },
  });
  expect(named.auth.identity).toMatchObject({ application_credential: { name: 'rockpool', user } });
});

test('a token, for a project', () => {
  expect(signInBody({ kind: 'token', token: 'gAAAA', project })).toEqual({
    auth: { identity: { methods: ['token'], token: { id: 'gAAAA' } }, scope: { project } },
  });
});

test.each([
  ['http://cloud.test:5000', 'http://cloud.test:5000/v3/auth/tokens'],
  ['http://cloud.test:5000/', 'http://cloud.test:5000/v3/auth/tokens'],
  ['http://cloud.test:5000/v3', 'http://cloud.test:5000/v3/auth/tokens'],
  ['http://cloud.test:5000/v2.0/', 'http://cloud.test:5000/v3/auth/tokens'],
  ['https://cloud.test/identity/v3/', 'https://cloud.test/identity/v3/auth/tokens'],
])('%s is asked for tokens at %s', (authUrl, expected) => {
  expect(tokensUrl(authUrl)).toBe(expected);
});
