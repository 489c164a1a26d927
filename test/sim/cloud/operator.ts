import type { OpenStack } from '../../support/openstack';

const roots = {
  compute: '/compute/v2.1',
  image: '/image/v2',
  network: '/network/v2.0',
  volume: '/volume/v3',
};

/** Somebody else who works in the same project: what they ask for is done at once, and meets no fault. */
export interface Operator {
  /** @returns the document of the answer; undefined: it was refused */
  call(service: keyof typeof roots, method: string, path: string, body?: unknown): unknown;
}

export function operatorOf(emulator: OpenStack): Operator {
  const { authUrl, username, password, projectName, projectId } = emulator.config();
  const origin = new URL(authUrl).origin;
  const domain = { name: 'Default' };
  const signIn = {
    auth: {
      identity: { methods: ['password'], password: { user: { name: username, password, domain } } },
      scope: { project: { name: projectName, domain } },
    },
  };

  function ask(method: string, url: string, body: unknown, token?: string) {
    return emulator.answerNow({
      ...{ method, url, body: body === undefined ? undefined : JSON.stringify(body) },
      headers: {
        'content-type': 'application/json',
        'openstack-api-version': 'compute 2.67',
        ...(token === undefined ? {} : { 'x-auth-token': token }),
      },
    });
  }

  return {
    call(service, method, path, body) {
      // Tokens end, and are revoked: one for each call is always good.
      const token = ask('POST', `${authUrl}/auth/tokens`, signIn).headers['x-subject-token'] ?? '';
      const base = `${origin}${roots[service]}${service === 'volume' ? `/${projectId}` : ''}`;
      const answer = ask(method, `${base}${path}`, body, token);
      if (answer.status >= 300 || answer.body === '') return undefined;
      return JSON.parse(answer.body);
    },
  };
}
