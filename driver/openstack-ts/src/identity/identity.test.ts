import { expect, test } from 'vitest';
import { openCloud } from '../core/cloud.ts';
import { cannedTransport, lab, signedIn, sleepingClock } from '../testing/wire.ts';
import { current, projects } from './requests.ts';

const environment = { clock: sleepingClock(), random: { float: () => 0.5 } };

/** Knows no project "course"; the password is right. */
const withoutThatProject = () =>
  cannedTransport(({ url, body = '' }) => {
    if (url.endsWith('/auth/projects')) {
      return {
        body: {
          projects: [{ id: 'p2', name: 'other', domain_id: 'default', enabled: true, is_domain: false }],
          links: { next: null },
        },
      };
    }
    if (JSON.parse(body).auth.scope) {
      const message = 'The request you have made requires authentication.';
      return { status: 401, body: { error: { code: 401, title: 'Unauthorized', message } } };
    }
    const unscoped = signedIn('token-without-project');
    const { project: _, catalog: __, ...token } = (unscoped.body as { token: Record<string, unknown> }).token;
    return { ...unscoped, body: { token } };
  });

test('who we are', async () => {
  const { transport } = cannedTransport(() => signedIn());
  expect(await current(openCloud(lab, { ...environment, transport }))).toEqual({
    user: { id: 'u1', name: 'ada', domain: { id: 'default', name: 'Default' } },
    project: { id: 'p1', name: 'course', domain: 'Default' },
    roles: ['member'],
  });
});

test('a wrong project is told from a wrong password by the projects that there are', async () => {
  const { transport, asked } = withoutThatProject();
  const config = { ...lab, authUrl: 'https://cloud.test/identity' };
  const cloud = openCloud(config, { ...environment, transport });
  await expect(cloud.token()).rejects.toMatchObject({ code: 'Unauthorized' });
  expect(await projects(config, { ...environment, transport })).toEqual([
    { id: 'p2', name: 'other', domainId: 'default', enabled: true },
  ]);
  expect(asked.at(-1)).toMatchObject({
    url: 'https://cloud.test/identity/v3/auth/projects',
    headers: { 'x-auth-token': 'token-without-project' },
  });
});
