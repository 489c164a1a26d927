import { isOpenStackError, type OpenStackError } from 'openstack-ts';
import { type ErrorValue, isCancelled, isRockpoolError, RockpoolError } from '../model/errors';
import { ended, said } from './words';

/** What the client of the cloud throws, as far as it matters here. */
export type ClientFailure = Pick<OpenStackError, 'message'> &
  Partial<Pick<OpenStackError, 'status' | 'said'>> & { code: string };

/** Undefined: the client has not thrown it. */
export const clientFailure = (error: unknown): OpenStackError | undefined =>
  isOpenStackError(error) ? error : undefined;

/** Where the answer is none, or not the service's. */
const AWAY: readonly string[] = [
  'ConnectionRefused',
  'NameUnknown',
  'ConnectionFailed',
  'TimedOut',
  'Unavailable',
  'ServerError',
  'RateLimited',
];

/** What the client has thrown as an error for people; cancellation and what isn't the client's stay what they are. */
export function cloudFailure(error: unknown, where: string): unknown {
  if (isRockpoolError(error) || isCancelled(error)) return error;
  const failure = clientFailure(error);
  return failure ? new RockpoolError({ where, ...meaning(failure) }, { cause: error }) : error;
}

function meaning({ code, message, said: words }: ClientFailure): ErrorValue {
  if (AWAY.includes(code)) {
    return {
      kind: 'transient',
      code: 'CLOUD_AWAY',
      what: 'The cloud does not answer.',
      why: ended(message),
      next: 'Try again; "Test connection" shows how far it gets.',
    };
  }
  switch (code) {
    case 'BadConfig':
      return {
        kind: 'input',
        code: 'CLOUD_CONFIG_UNREADABLE',
        what: "What describes the cloud can't be followed.",
        why: ended(message),
        next: 'Correct it there, or choose another cloud.',
      };
    case 'Unauthorized':
      return {
        kind: 'permanent',
        code: 'CLOUD_SIGN_IN_REFUSED',
        what: 'The cloud does not let Rockpool in.',
        why: `The user, the password or what else stands in the connection is not accepted.${said(words)}`,
        next: 'Correct the connection, and test it.',
      };
    case 'CertificateRefused':
    case 'NotTls':
      return {
        kind: 'permanent',
        code: 'CLOUD_NOT_TRUSTED',
        what: 'What answers can not prove that it is the cloud.',
        why: ended(message),
        next: 'Ask whoever runs the cloud for the certificate of its authority, and choose the file in the connection.',
      };
    case 'NoService':
      return {
        kind: 'permanent',
        code: 'CLOUD_LACKS_SERVICE',
        what: 'The cloud lacks a service that a pool needs.',
        why: ended(message),
        next: 'Check the region of the connection, or ask whoever runs the cloud.',
      };
    case 'Forbidden':
      return {
        kind: 'permanent',
        code: 'CLOUD_FORBIDDEN',
        what: 'The cloud does not let this user see what a pool needs.',
        why: ended(words ?? message),
        next: 'Ask whoever runs the cloud for the role that it takes (usually "member"), or use another user.',
      };
    default:
      return {
        kind: 'permanent',
        code: 'CLOUD_STRANGE',
        what: 'The cloud has answered with what can not be understood.',
        why: ended(message),
        next: 'Check the address of the connection; "Test connection" shows how far it gets.',
      };
  }
}
