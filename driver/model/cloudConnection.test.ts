import { expect, test } from 'vitest';
import { cloudConnectionSchema, cloudText } from './cloudConnection';

const password = { kind: 'password', user: 'ada', projectName: 'lab' };
const own = (changes: object) => ({
  ...{ kind: 'own', authUrl: 'https://cloud.example.org:5000/v3', auth: password },
  ...changes,
});
const said = (value: unknown) =>
  cloudConnectionSchema
    .safeParse(value)
    .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

test('a connection is to a cloud of clouds.yaml, or as an admin has written it', () => {
  expect(cloudConnectionSchema.parse(own({}))).toMatchObject({ interface: 'public', verify: true });
  const named = cloudConnectionSchema.parse({ kind: 'cloudsYaml', cloud: ' production ' });
  expect(named).toEqual({ kind: 'cloudsYaml', cloud: 'production' });
  expect([cloudText(named), cloudText(cloudConnectionSchema.parse(own({})))]).toEqual([
    'the cloud production of clouds.yaml',
    'cloud.example.org:5000',
  ]);
});

test('whoever signs in says for which project', () => {
  expect(said(own({ auth: { kind: 'password', user: 'ada' } }))?.[0]).toContain('Write the project');
  expect(said(own({ auth: { kind: 'token', projectId: 'p1' } }))).toBeUndefined();
  expect(said(own({ auth: { kind: 'applicationCredential', name: 'rockpool' } }))?.[0]).toContain('the user');
  expect(said(own({ auth: { kind: 'applicationCredential', id: 'c1' } }))).toBeUndefined();
});

test.each([
  'cloud.example.org',
  'ftp://cloud.example.org',
  'https://ada:secret@cloud.example.org',
  'https://',
])('%s is no address of an Identity service', authUrl => {
  expect(said(own({ authUrl }))?.[0]).toContain('https://cloud.example.org:5000/v3');
});

test('no secret can be part of it', () => {
  const parsed = cloudConnectionSchema.parse(own({ auth: { ...password, password: 'hunter2' } }));
  expect(JSON.stringify(parsed)).not.toContain('hunter2');
});
