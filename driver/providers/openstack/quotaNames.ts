/** Not of what can be deleted: how many servers may be kept apart. */
export const GROUP_MEMBERS = 'machines that are kept apart';

/** By the services' own words, the longer names first: they send no code that would say which quota is reached. */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/security_group_rule/, 'rules of security groups'],
  [/security_group/, 'security groups'],
  [/floatingip|floating ip/i, 'floating IPs'],
  [/too many servers in group|server_group_members/, GROUP_MEMBERS],
  [/server groups/, 'server groups'],
  [/\bports?\b/, 'network ports'],
  [/SnapshotLimitExceeded/, 'snapshots of volumes'],
  [/VolumeLimitExceeded/, 'volumes'],
  [/gigabytes quota/, 'space of volumes'],
];

/** That a quota is reached, in the fault of a server: what is made for it is counted after the server was accepted. */
const REACHED = /quota|LimitExceeded|Maximum number of ports/i;

/** What there may be no more of, as a sentence has it; undefined: the words don't say. */
export const quotaNamedIn = (words: string): string | undefined =>
  NAMES.find(([pattern]) => pattern.test(words))?.[1];

/** Whether words tell of a quota that is reached. */
export const isQuotaReached = (words: string): boolean => REACHED.test(words);
