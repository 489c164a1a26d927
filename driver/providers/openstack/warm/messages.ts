import { type ErrorValue, sentence } from '../../../model/errors';
import { type Quota, quotaWords } from '../room';

const about = (where: string, parts: Omit<ErrorValue, 'where'>): ErrorValue => ({ where, ...parts });
const AGAIN = 'Hosts are prepared from the start meanwhile; it is tried again later by itself.';

export const noRoomForCopy = (where: string, short: readonly Quota[]): ErrorValue =>
  about(where, {
    ...{ kind: 'capacity', code: 'CLOUD_QUOTA_REACHED' },
    what: 'The project has no room for a copy of a prepared host.',
    why: `Its quota is used up: ${short.map(quotaWords).join('; ')}.`,
    next: `${AGAIN} Ask the operator of the cloud for a larger quota, or switch ready-made images off (DD_WARM_IMAGES).`,
  });

export const copyFailed = (where: string, what: string, status: string): ErrorValue =>
  about(where, {
    ...{ kind: 'transient', code: 'CLOUD_COPY_FAILED' },
    what: 'The cloud has not made a copy of a prepared host.',
    why: `Its ${what} is ${status}.`,
    next: AGAIN,
  });

export const copyTooSlow = (where: string, minutes: number): ErrorValue =>
  about(where, {
    ...{ kind: 'transient', code: 'CLOUD_COPY_TIMEOUT' },
    what: `The cloud has not made a copy of a prepared host within ${minutes} minutes.`,
    next: AGAIN,
  });

export const copyUncertain = (where: string): ErrorValue =>
  about(where, {
    ...{ kind: 'transient', code: 'CLOUD_COPY_UNCERTAIN' },
    what: 'A copy of a prepared host was thrown away.',
    why: 'The host had put itself right before it was known to be whole: what belongs to that host alone may be in it.',
    next: AGAIN,
  });

export const notAside = (place: string, said: string): ErrorValue =>
  about(place, {
    ...{ kind: 'transient', code: 'CLOUD_HOST_NOT_COPIED' },
    what: 'The host could not be made ready for being copied.',
    ...(said ? { why: `It says: ${said}` } : {}),
    next: AGAIN,
  });

export const notBack = (place: string, said: string): ErrorValue =>
  about(place, {
    ...{ kind: 'transient', code: 'CLOUD_HOST_NOT_BACK' },
    what: 'The host could not be put right after it was copied.',
    ...(said ? { why: `It says: ${said}` } : {}),
    next: 'It is prepared once more by itself.',
  });

export const made = (host: string, seconds: number): string =>
  `A ready-made image was made of the host "${host}" in ${seconds} s: the next hosts start from it, and are there about as soon as a machine boots.`;

export const notMade = (host: string, error: ErrorValue): string =>
  `No ready-made image was made of the host "${host}". ${sentence(error)}`;

export const distrusted = (name: string): string =>
  `A host that was started from the ready-made image ${name} did not become ready. None starts from it any more, and another is made.`;

export const startedFrom = (name: string): string =>
  `It was started from the ready-made image ${name}: most of what follows is right already.`;
