import { expect, test } from 'vitest';
import type { CloudConnection } from '../../driver/model/cloudConnection';
import { draftOf, NO_CLOUD, typedCloud } from './typedCloud';

const own: CloudConnection = {
  ...{ kind: 'own', authUrl: 'https://cloud.test:5000/v3', region: 'one', interface: 'internal' },
  ...{ caFile: '/etc/ssl/lab.pem', verify: true },
  auth: {
    ...{ kind: 'password', user: 'ada', userDomain: 'Lab' },
    ...{ projectName: 'course', projectDomain: 'Lab' },
  },
};

test.each<CloudConnection>([
  own,
  { kind: 'cloudsYaml', cloud: 'lab', region: 'two' },
  { kind: 'cloudsYaml', path: '/lab/clouds.yaml', cloud: 'lab' },
  { ...own, auth: { kind: 'applicationCredential', id: '0123' } },
  { ...own, auth: { kind: 'applicationCredential', name: 'rockpool', user: 'ada', userDomain: 'Lab' } },
  { ...own, auth: { kind: 'token', projectId: '0123456789abcdef0123456789abcdef' } },
])('a connection is the same after its form: %o', connection => {
  expect(draftOf(typedCloud(connection)).draft).toEqual({ connection });
});

test('a secret that nobody has typed is left as it is kept; an emptied one is none', () => {
  expect(draftOf(typedCloud(own)).draft).not.toHaveProperty('secret');
  expect(draftOf({ ...typedCloud(own), secret: 'hush' }).draft?.secret).toBe('hush');
  expect(draftOf({ ...typedCloud(own), secret: '' }).draft?.secret).toBe('');
});

test('what is missing is said at its field', () => {
  expect(draftOf(NO_CLOUD).errors).toEqual({ cloud: 'Choose the cloud.' });
  const { errors } = draftOf({ ...NO_CLOUD, way: 'fields', authUrl: 'cloud.test' });
  expect(Object.keys(errors).sort()).toEqual(['authUrl', 'projectName', 'user']);
  expect(draftOf({ ...NO_CLOUD, way: 'fields', kind: 'applicationCredential' }).errors).toHaveProperty(
    'credentialId',
  );
});
