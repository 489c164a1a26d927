/** What clouds' refusals mean, for people. */
import type { ErrorKind, ErrorValue } from '../../model/errors';
import { GROUP_MEMBERS, quotaNamedIn } from './quotaNames';
import { type Quota, quotaWords } from './room';

const error = (
  kind: ErrorKind,
  code: string,
  where: string,
  parts: Omit<ErrorValue, 'kind' | 'code' | 'where'>,
): ErrorValue => ({ kind, code, where, ...parts });

/** What a service has said, as the end of a sentence of ours. */
const said = (words: string | undefined) => (words ? ` The cloud says: ${ended(words)}` : '');
const ended = (words: string) => (/[.!?]$/.test(words.trim()) ? words.trim() : `${words.trim()}.`);
/** Sizes as people read them. */
const inGigabytes = (words: string) =>
  words.replace(/(\d{7,}) bytes/g, (_, bytes: string) => `${Math.round(Number(bytes) / 2 ** 30)} GB`);
const listed = (names: readonly string[]) => {
  const shown = names.slice(0, 8).join(', ');
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown;
};

export function quotaReached(where: string, short: readonly Quota[], words = ''): ErrorValue {
  const named = short.length > 0 ? undefined : quotaNamedIn(words);
  const one = named === undefined ? 'A quota' : `Its quota of ${named}`;
  return error('capacity', 'CLOUD_QUOTA_REACHED', where, {
    what: 'The project has no room for another host.',
    why:
      short.length > 0
        ? `Its quota is used up: ${short.map(quotaWords).join('; ')}.`
        : `${one} is used up.${said(words)}`,
    next:
      named === GROUP_MEMBERS
        ? 'Ask the operator of the cloud for a larger quota (server_group_members), or let hosts share its machines (DD_HOST_ANTI_AFFINITY off). Rockpool asks again by itself.'
        : named === undefined
          ? 'Ask the operator of the cloud for a larger quota, end what the project does not need, or choose a smaller flavor. Rockpool asks again by itself.'
          : `Ask the operator of the cloud for a larger quota, or delete ${named} that the project does not need. Rockpool asks again by itself.`,
  });
}

export const noValidHost = (where: string, words: string): ErrorValue =>
  error('capacity', 'CLOUD_FULL', where, {
    what: 'The cloud has no machine on which a host of this flavor fits now.',
    why: `The quota would allow it.${said(words)}`,
    next: 'Wait, or choose another flavor or availability zone. Rockpool asks again by itself.',
  });

export const noAddress = (where: string, words: string | undefined): ErrorValue =>
  error('capacity', 'CLOUD_NO_ADDRESS', where, {
    what: 'The network has no address left for another host.',
    why: `All that it may give out are in use.${said(words)}`,
    next: 'Delete ports or floating IPs that nobody needs, choose another network (DD_HOST_NETWORK, DD_HOST_FLOATING_POOL), or ask whoever runs the cloud for a larger one. Rockpool asks again by itself.',
  });

export const serverFailed = (where: string, words: string | undefined): ErrorValue =>
  error('transient', 'CLOUD_SERVER_FAILED', where, {
    what: 'The cloud could not make a machine.',
    why: words ? `It says: ${ended(words)}` : 'It does not say why.',
    next: 'Rockpool ends it and asks for another. If that goes on, ask the operator of the cloud.',
  });

export const missing = (
  where: string,
  what: string,
  name: string,
  key: string,
  known: readonly string[],
): ErrorValue =>
  error('permanent', 'CLOUD_LACKS', where, {
    what: `The cloud has no ${what} "${name}".`,
    why: known.length > 0 ? `It has ${listed(known)}.` : `The project sees no ${what} at all.`,
    next: `Choose another in the settings of the pool (${key}).`,
  });

export const ambiguous = (
  where: string,
  what: string,
  name: string,
  key: string,
  ids: readonly string[],
): ErrorValue =>
  error('input', 'CLOUD_AMBIGUOUS', where, {
    what: `The cloud has ${ids.length} of the name "${name}" (${what}).`,
    why: `Which is meant can't be told from the name: ${listed(ids)}.`,
    next: `Write the id of the right one instead (${key}), or rename the others.`,
  });

export const networkUnclear = (where: string, names: readonly string[]): ErrorValue =>
  error('input', 'CLOUD_NETWORK_UNCLEAR', where, {
    what:
      names.length === 0
        ? 'The project has no network for its machines.'
        : `The project has ${names.length} networks, and "auto" takes the only one.`,
    ...(names.length === 0 ? {} : { why: `They are ${listed(names)}.` }),
    next:
      names.length === 0
        ? 'Make a network with a subnet and a router in the project, or have one shared with it.'
        : 'Choose the network in the settings of the pool (DD_HOST_NETWORK).',
  });

export const networkNone = (where: string): ErrorValue =>
  error('input', 'CLOUD_NETWORK_NONE', where, {
    what: 'A machine without a network can be no host.',
    why: 'Nothing could reach it, and DD_HOST_NETWORK is "none".',
    next: 'Choose a network, or "auto" where the project has just one.',
  });

export const volumeTypeTooOld = (where: string, type: string): ErrorValue =>
  error('permanent', 'CLOUD_TOO_OLD', where, {
    what: `This cloud can't make a machine with a volume of the type "${type}".`,
    why: 'Its Compute service is older than the Stein release (microversion 2.67).',
    next: 'Leave the type of the data volume empty (DD_HOST_DATA_VOLUME_TYPE): the cloud takes its own default.',
  });

export const refusedRequest = (where: string, doing: string, words: string | undefined): ErrorValue =>
  error('permanent', 'CLOUD_REFUSED', where, {
    what: `The cloud refused to ${doing}.`,
    ...(words ? { why: `It says: ${ended(words)}` } : {}),
    next: 'Look at the image, flavor, network, volumes and security groups in the settings of the pool: one of them does not go with the others, or is not there any more.',
  });

export const refusedReading = (where: string, doing: string, words: string): ErrorValue =>
  error('permanent', 'CLOUD_REFUSED', where, {
    what: `The cloud does not ${doing}.`,
    why: `It says: ${ended(words)}`,
    next: "Test the pool's connection: its region, or the address of a service in it, may be wrong. If the test finds nothing, tell whoever runs the cloud. Rockpool goes on asking.",
  });

export const flavorTooSmall = (where: string, words: string): ErrorValue =>
  error('permanent', 'CLOUD_FLAVOR_TOO_SMALL', where, {
    what: 'The flavor is too small for the image of the pool.',
    why: `The cloud says: ${ended(inGigabytes(words))}`,
    next: 'Choose a larger flavor (DD_HOST_FLAVOR_NAME_SMALL and _LARGE) or another image (DD_HOST_IMAGE) in the settings of the pool; where only the disk is too small, a root volume (DD_HOST_ROOT_VOLUME_SIZE) will do.',
  });

export const imageGone = (where: string, words: string): ErrorValue =>
  error('permanent', 'CLOUD_IMAGE_GONE', where, {
    what: 'The image of the pool can not be booted from any more.',
    why: `It was deleted or withdrawn in the cloud. The cloud says: ${ended(words)}`,
    next: 'Choose another image in the settings of the pool (DD_HOST_IMAGE), or make one of the same name.',
  });

export const noRouter = (where: string, words: string): ErrorValue =>
  error('permanent', 'CLOUD_NO_ROUTER', where, {
    what: 'A floating IP would not reach the host.',
    why: `No router leads from the network of the hosts to the one that floating IPs are from.${said(words)}`,
    next: 'Choose a network with such a router (DD_HOST_NETWORK), have the operator of the cloud make one, or reach hosts without floating IPs (DD_HOST_FLOATING_POOL empty).',
  });

export const refusedNow = (where: string, doing: string, words: string | undefined): ErrorValue =>
  error('transient', 'CLOUD_CONFLICT', where, {
    what: `The cloud can't ${doing} now.`,
    ...(words ? { why: `It says: ${ended(words)}` } : {}),
    next: 'Rockpool tries again by itself.',
  });

export const signInRefused = (where: string, words: string | undefined): ErrorValue =>
  error('permanent', 'CLOUD_SIGN_IN_REFUSED', where, {
    what: 'The cloud does not let Rockpool in any more.',
    why: `The user, password, or application credential of the pool is not accepted.${said(words)}`,
    next: "Open the pool's connection to the cloud, correct it, and test it.",
  });

export const connectionWrong = (where: string, words: string): ErrorValue =>
  error('permanent', 'CLOUD_CONNECTION_WRONG', where, {
    what: "The cloud can't be signed in to as the pool's connection says.",
    why: ended(words),
    next: "Open the pool's connection to the cloud, correct it, and test it.",
  });

export const forbidden = (where: string, doing: string, words: string | undefined): ErrorValue =>
  error('permanent', 'CLOUD_FORBIDDEN', where, {
    what: `The cloud does not allow this user to ${doing}.`,
    ...(words ? { why: `It says: ${ended(words)}` } : {}),
    next: 'Ask the operator of the cloud for the role that it takes (usually "member"), or use another user.',
  });

export const silent = (where: string, doing: string, words: string, mayBeDone: boolean): ErrorValue =>
  error('transient', mayBeDone ? 'CLOUD_ANSWER_LOST' : 'CLOUD_AWAY', where, {
    what: `The cloud did not ${doing}.`,
    why: `${ended(words)}${mayBeDone ? ' It may have done it all the same.' : ''}`,
    next: mayBeDone
      ? 'Rockpool looks what came of it, and tries again by itself.'
      : 'Rockpool tries again by itself.',
  });

export const partAway = (where: string, servers: number): ErrorValue =>
  error('transient', 'CLOUD_PART_AWAY', where, {
    what: 'A part of the cloud does not answer.',
    why: `Of ${servers === 1 ? 'one machine' : `${servers} machines`} it tells the id alone; a host may be among them.`,
    next: 'Nothing is taken for gone meanwhile; Rockpool asks again by itself. If it goes on, tell whoever runs the cloud.',
  });

export const keptByCloud = (where: string, words: string | undefined): ErrorValue =>
  error('transient', 'CLOUD_KEEPS', where, {
    what: 'The cloud keeps a machine for a while after it was deleted.',
    why: `It does not let this user end it at once.${said(words)}`,
    next: 'It ends by itself after the time that the operator of the cloud has set, and its volumes with it; ask them if that is too long.',
  });

export const stillUsed = (where: string, what: string, words: string | undefined): ErrorValue =>
  error('transient', 'CLOUD_IN_USE', where, {
    what: `The ${what} can't be ended yet.`,
    why: words ? `The cloud says: ${ended(words)}` : 'Something still uses it.',
    next: 'Rockpool asks again by itself. What is locked can be unlocked in the dashboard of the cloud; what is in an error state the operator of the cloud sets back.',
  });

export const noService = (where: string, service: string): ErrorValue =>
  error('permanent', 'CLOUD_LACKS_SERVICE', where, {
    what: `The cloud has no ${service} service for this project.`,
    why: 'Its catalog does not list one in the chosen region.',
    next: 'Check the region of the connection, or ask the operator of the cloud.',
  });
