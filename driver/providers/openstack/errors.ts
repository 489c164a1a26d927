import { type ErrorCode, isOpenStackError } from 'openstack-ts';
import { isCancelled, isRockpoolError, RockpoolError } from '../../model/errors';
import * as say from './messages';
import { refusalMeaning } from './refusals';

export interface FailedCall {
  where: string;
  /** `make a machine`: the cloud did not …, refused to … */
  doing: string;
  /** It changes something, so that it matters whether it was done where the answer is lost. */
  writes?: boolean | undefined;
}

/** Codes of answers that are none, or that say nothing of what was done. */
const LOST = new Set<ErrorCode>(['ConnectionFailed', 'TimedOut', 'BadAnswer', 'Unavailable', 'ServerError']);

/** What Neutron calls it, with more behind it for some kinds of it. */
const NO_ADDRESS = 'IpAddressGenerationFailure';

/** The cloud is not where the connection says, or not as it says: that stays so until somebody changes it. */
const WRONG = new Set<ErrorCode>([
  'CertificateRefused',
  'NotTls',
  'TlsNeeded',
  'NotKeystone',
  'Redirected',
  'BadConfig',
]);

/** A failure of the client as what it means for the pool, by its code; cancellation and bugs stay what they are. */
export function cloudError(error: unknown, { where, doing, writes = false }: FailedCall): unknown {
  if (isRockpoolError(error) || isCancelled(error)) return error;
  if (!isOpenStackError(error)) return error;
  const { code, message, said, type, wasSent } = error;
  return new RockpoolError(meaning(), { cause: error });

  function meaning() {
    if (WRONG.has(code)) return say.connectionWrong(where, message);
    switch (code) {
      case 'QuotaExceeded':
        return say.quotaReached(where, [], said);
      case 'Unauthorized':
        return say.signInRefused(where, said);
      case 'Forbidden':
        return say.forbidden(where, doing, said);
      case 'BadRequest':
      case 'NotFound':
        return writes
          ? refusalMeaning(where, doing, { said, type })
          : say.refusedReading(where, doing, said ?? message);
      case 'Conflict':
        return type?.startsWith(NO_ADDRESS) ? say.noAddress(where, said) : say.refusedNow(where, doing, said);
      case 'NoService':
        return say.noService(where, message);
      case 'RateLimited':
        return say.silent(where, doing, 'It has had too many requests.', false);
      default:
        return say.silent(where, doing, said ?? message, writes && wasSent && LOST.has(code));
    }
  }
}
