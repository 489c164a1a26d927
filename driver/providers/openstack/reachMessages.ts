/** What is said of reaching machines of a cloud. */
import type { ErrorValue } from '../../model/errors';
import type { HostKey } from '../../model/labMachine';

export const userDataTooLarge = (characters: number, most: number): ErrorValue => ({
  kind: 'input',
  code: 'CLOUD_USER_DATA_TOO_LARGE',
  what: 'What a new machine is told at its first start is too long for the cloud.',
  where: 'DD_HOST_SSH_USER',
  why: `It has ${characters} characters, and a cloud takes ${most}.`,
  next: 'Choose a shorter name for the user.',
});

export const unknownServer = (url: string): ErrorValue => ({
  kind: 'transient',
  code: 'CLOUD_SERVER_UNKNOWN',
  what: 'How this machine of the cloud is reached is not known.',
  where: url,
  why: 'The cloud has not listed it with an address yet.',
  next: 'Rockpool tries again after the next listing.',
});

export const poolGone = (poolId: string): ErrorValue => ({
  kind: 'permanent',
  code: 'NOT_FOUND',
  what: 'The pool of this machine does not exist any more.',
  where: poolId,
});

/** What to do where a machine of a cloud shows another key than it was known by. */
export const onNewKey =
  'If somebody has rebuilt the machine in the cloud, what was on it is gone: remove the host on the screen Driver Hosts, and another one comes in its place. If nobody has, tell the operator of the cloud.';

export const neverLetIn = (where: string, minutes: number, last: ErrorValue | undefined): ErrorValue => ({
  kind: 'transient',
  code: 'CLOUD_BOOT_TIMEOUT',
  what: `The machine could not be reached within ${minutes} minutes of its start.`,
  where,
  why: [last?.what, last?.why].filter(Boolean).join(' ') || 'It gave no answer.',
  next: 'Check DD_HOST_SSH_FROM, DD_HOST_SSH_USER and the network of the pool, and that its image has cloud-init; the end of its console is in the log of the host.',
});

export const keyNeverShown = (where: string, minutes: number, last: ErrorValue | undefined): ErrorValue => ({
  kind: 'permanent',
  code: 'CLOUD_HOST_KEY_UNKNOWN',
  what: 'The machine shows a key that nobody has vouched for: nothing is sent to it.',
  where,
  why: `It did not take the key that it was given, and its console has not shown its keys within ${minutes} minutes.${last?.why ? ` ${last.why}` : ''}`,
  next: 'Choose an image with cloud-init (DD_HOST_IMAGE) that takes "ssh_keys" or prints its host keys on the console.',
});

export const badOwnKey = (where: string, said: string): ErrorValue => ({
  kind: 'transient',
  code: 'CLOUD_HOST_KEY_FAILED',
  what: 'The machine could not make a host key of its own.',
  where,
  why: said || 'It said nothing.',
  next: 'Rockpool tries again by itself; if it goes on, remove the host.',
});

export const otherKeyShown = (where: string, wanted: HostKey): ErrorValue => ({
  kind: 'transient',
  code: 'CLOUD_HOST_KEY_FAILED',
  what: 'The machine still shows the key that it was given, not its own.',
  where,
  why: `Its SSH server has not taken up ${wanted.fingerprint}.`,
  next: 'Rockpool tries again by itself; if it goes on, remove the host.',
});

export const jumpNotChosen = (where: string, jump: string): ErrorValue => ({
  kind: 'permanent',
  code: 'CLOUD_JUMP_UNKNOWN',
  what: 'The jump host of the pool is not confirmed yet.',
  where,
  why: `DD_HOST_SSH_JUMP names ${jump}, and nobody has confirmed its key.`,
  next: 'Test the way to the hosts in the settings of the pool: that shows its key, to be compared and confirmed.',
});

export const badJump = (text: string): ErrorValue => ({
  kind: 'input',
  code: 'CLOUD_JUMP_UNREADABLE',
  what: `"${text}" is not a jump host.`,
  where: 'DD_HOST_SSH_JUMP',
  why: 'It is written user@host, or user@host:port.',
  next: 'Correct it, or leave it empty where hosts are reached directly.',
});
