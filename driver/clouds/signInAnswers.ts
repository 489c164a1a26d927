import type { CloudAnswer } from '../model/cloudCheck';
import { nearNames } from '../model/nearNames';
import type { CloudPlace, SignedIn } from './client';
import type { ClientFailure } from './failures';
import { ended, listed } from './words';

/** Where signing in has ended, told as the answer of the step that failed; those before it are right. */
export const SIGN_IN_STEPS = ['address', 'certificate', 'sign-in', 'project'] as const;
type Step = (typeof SIGN_IN_STEPS)[number];

const failed = (name: Step, found: string, fix: string): CloudAnswer => ({
  name,
  state: 'failed',
  found,
  fix,
});

/** What is right on the way to a step that failed, or of all of them. */
export function answersBefore(step: Step | undefined, place: CloudPlace, signedIn?: SignedIn): CloudAnswer[] {
  const right: Record<Step, () => CloudAnswer> = {
    address: () => ({
      name: 'address',
      state: 'ok',
      found: `An Identity service answers at ${place.authUrl}.`,
    }),
    certificate: () => certificate(place),
    'sign-in': () => ({
      name: 'sign-in',
      state: 'ok',
      found: signedIn ? `${signedIn.user || 'Rockpool'} is let in.` : 'It is let in.',
    }),
    project: () => project(signedIn),
  };
  const until = step === undefined ? SIGN_IN_STEPS.length : SIGN_IN_STEPS.indexOf(step);
  return SIGN_IN_STEPS.slice(0, until).map(name => right[name]());
}

function certificate({ authUrl, verify, caFile }: CloudPlace): CloudAnswer {
  const name = 'certificate';
  if (isOnThisMachine(authUrl)) return { name, state: 'ok', found: 'It is on this computer.' };
  if (!/^https:/i.test(authUrl)) {
    const found = 'The address begins with http://: the password, and all else, goes there in the clear.';
    return { name, state: 'warning', found, fix: 'Ask whoever runs the cloud for an address with https://.' };
  }
  if (!verify) {
    const found =
      'Nobody looks whether it is the cloud that answers: whoever stands between gets the password.';
    const fix =
      'Choose the file with the certificate of its authority in the connection, and have it verified again.';
    return { name, state: 'warning', found, fix, danger: true };
  }
  return { name, state: 'ok', found: `It proves who it is${caFile ? `, vouched for in ${caFile}` : ''}.` };
}

function isOnThisMachine(authUrl: string): boolean {
  return /^http:\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1\])([:/]|$)/i.test(authUrl);
}

function project(signedIn: SignedIn | undefined): CloudAnswer {
  if (!signedIn?.project)
    return failed(
      'project',
      'Signing in gives no project.',
      'Write in the connection which project is meant.',
    );
  const roles = signedIn.roles.length > 0 ? ` as ${listed(signedIn.roles)}` : '';
  return { name: 'project', state: 'ok', found: `${signedIn.project}${roles}.` };
}

const WHERE_KEYSTONE =
  'Write the address that the dashboard of the cloud shows under "API Access", usually with the port 5000 or /identity, and /v3 at its end; that of the dashboard itself is another.';

/** Why no token came, as far as the code says so; undefined: it was refused (`refusedAnswer`). */
export function unansweredAnswer({ code, message }: ClientFailure): CloudAnswer | undefined {
  const why = ended(message);
  switch (code) {
    case 'Unauthorized':
      return undefined;
    case 'CertificateRefused':
      return failed(
        'certificate',
        why,
        'If it is the right cloud, ask whoever runs it for the file with the certificate of its authority, and choose it in the connection. Where a certificate has expired, tell them.',
      );
    case 'NotTls':
      return failed(
        'certificate',
        why,
        'Check the port. If the cloud has no https, the address begins with http://, and the password goes there in the clear.',
      );
    case 'NameUnknown':
      return failed(
        'address',
        why,
        'Check how the name is written, and whether this computer is in the right network or VPN.',
      );
    case 'ConnectionFailed':
      return failed(
        'address',
        why,
        'Try again. Check the port, and whether the address has to begin with http:// or with https://.',
      );
    case 'ConnectionRefused':
    case 'TimedOut':
      return failed('address', why, `Check the address and its port; a firewall or a VPN may be between.`);
    case 'TlsNeeded':
      return failed('address', why, 'Write the address with https:// at its beginning.');
    case 'Redirected':
      return failed(
        'address',
        why,
        'Write the address that it sends on to, if it is the right one: a password is never sent on.',
      );
    case 'NotKeystone':
      return failed('address', why, WHERE_KEYSTONE);
    case 'Forbidden':
      return failed(
        'sign-in',
        `The cloud forbids signing in so. ${why}`,
        'Ask whoever runs the cloud: the user may be disabled, or has to sign in in another way, for which there are application credentials.',
      );
    case 'RateLimited':
    case 'Unavailable':
    case 'ServerError':
      return failed(
        'sign-in',
        `The Identity service can't sign anybody in now. ${why}`,
        'Try again in a while; if it goes on, tell whoever runs the cloud.',
      );
    case 'BadConfig':
      return failed('address', why, 'Correct it there, or choose another cloud.');
    default:
      return failed('address', why, WHERE_KEYSTONE);
  }
}

/**
 * Why it does not let us in. Keystone says nothing but no, on purpose; signing in for no project tells the project from the
 * rest.
 * @param projects those that the user may work in; undefined: it isn't let in at all, or that can't be asked
 */
export function refusedAnswer(
  { kind, project = '' }: CloudPlace,
  projects: readonly string[] | undefined,
): CloudAnswer {
  if (projects) {
    const near = nearNames(project, projects);
    const may =
      projects.length === 0 ? 'It may work in no project at all.' : `It may work in ${listed(projects)}.`;
    const found = `User and password are right, but not for the project "${project}". ${may}`;
    const fix =
      near.length > 0
        ? `Is ${near[0]} meant? Correct the project, or its domain.`
        : 'Correct the project or its domain, or ask for a role in it.';
    return failed('project', found, fix);
  }
  switch (kind) {
    case 'password':
      return failed(
        'sign-in',
        "The cloud does not let this user in: the user, the password, or the user's domain is wrong. It does not say which.",
        'Check all three; the domain is often "Default", and for users of an institute one of its own. Users of a single sign-on need an application credential.',
      );
    case 'applicationCredential':
      return failed(
        'sign-in',
        'The cloud does not take this application credential: its id or secret is wrong, it has expired, or it was deleted.',
        'Make a new one in the dashboard (Identity → Application Credentials), and enter it here.',
      );
    case 'token':
      return failed(
        'sign-in',
        'The cloud does not take this token: it has ended, was revoked, or is for another project.',
        'Tokens end within hours; use a password or an application credential, with which Rockpool stays signed in.',
      );
  }
}

/** Services are in regions; which, the catalog says. */
export function regionAnswer({ region }: CloudPlace, regions: readonly string[]): CloudAnswer {
  const name = 'region';
  const all = listed(regions);
  if (region === undefined) {
    if (regions.length <= 1) return { name, state: 'ok', found: regions[0] ?? 'The cloud has no regions.' };
    const found = `The cloud has ${regions.length} regions (${all}), and none is chosen: that of its first Compute service is taken.`;
    return { name, state: 'warning', found, fix: 'Choose the region in the connection.' };
  }
  if (regions.includes(region)) return { name, state: 'ok', found: `${region}.` };
  const near = nearNames(region, regions);
  const found = `The cloud has no region "${region}". There ${regions.length === 1 ? 'is' : 'are'} ${all || 'none'}.`;
  return {
    name,
    state: 'failed',
    found,
    fix: near.length > 0 ? `Is ${near[0]} meant?` : 'Choose one of them in the connection.',
  };
}
