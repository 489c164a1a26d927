/** What this folder says to people. */
import { whyNoWay } from '../model/errno';
import type { ErrorValue } from '../model/errors';
import { placeOf } from '../model/labMachine';
import type { HostKey, SshTarget } from './port';

/** Why there is no connection, by what the operating system said. */
function whyUnreachable(errno: string): string {
  switch (errno) {
    case 'ECONNREFUSED':
      return 'The machine is there, but no SSH server listens on this port.';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'The connection was cut.';
    default:
      return whyNoWay(errno) ?? `The operating system says ${errno}.`;
  }
}

export const unreachable = (target: SshTarget, errno: string): ErrorValue => ({
  kind: 'transient',
  code: 'SSH_UNREACHABLE',
  what: "The machine can't be reached over SSH.",
  where: placeOf(target),
  why: whyUnreachable(errno),
  next: 'Check that it runs, its address and port, and firewalls between; Rockpool tries again by itself.',
});

export const timedOut = (target: SshTarget, doing: string, limitMs: number): ErrorValue => ({
  kind: 'transient',
  code: 'SSH_TIMEOUT',
  what: `The machine did not ${doing} in time.`,
  where: placeOf(target),
  why: `It gave no answer for ${Math.round(limitMs / 1000)} seconds.`,
  next: 'It may be very busy, or gone from the network; Rockpool tries again by itself.',
});

export const brokeOff = (target: SshTarget, why = 'The connection ended in the middle.'): ErrorValue => ({
  kind: 'transient',
  code: 'SSH_BROKE_OFF',
  what: 'The SSH connection to the machine broke off.',
  where: placeOf(target),
  why,
  next: 'Rockpool connects again by itself.',
});

export const closed = (target: SshTarget): ErrorValue => ({
  kind: 'transient',
  code: 'SSH_BROKE_OFF',
  what: 'The connection to the machine was closed.',
  where: placeOf(target),
  why: 'Rockpool does not use this machine any more.',
});

export const keyRefused = (target: SshTarget): ErrorValue => ({
  kind: 'permanent',
  code: 'SSH_KEY_REFUSED',
  what: `The machine does not let ${target.user} in.`,
  where: placeOf(target),
  why: 'It knows the user or the key not, or not any more.',
  next: `Add ${publicPartOf(target)} to ~/.ssh/authorized_keys of ${target.user} there, or correct the user.`,
});

function publicPartOf({ credential }: SshTarget): string {
  if (credential.kind === 'file') return `the public key that belongs to ${credential.path}`;
  return credential.kind === 'agent'
    ? 'the public key of one that the agent holds ("ssh-add -L" prints them)'
    : "Rockpool's public key";
}

export const keyUnreadable = (target: SshTarget, why: string): ErrorValue => ({
  kind: 'permanent',
  code: 'SSH_KEY_UNREADABLE',
  what: "The private key for the machine can't be read.",
  where: keyPlace(target),
  why,
  next: "Choose the key's file again, with its passphrase if it has one.",
});

export const keyIsPublic = (target: SshTarget): ErrorValue => ({
  ...keyUnreadable(target, 'It is the public part of a key, which proves nothing.'),
  next: 'Choose the private part: the file of the same name without ".pub".',
});

export const keyForeign = (target: SshTarget, format: string): ErrorValue => ({
  ...keyUnreadable(target, `Its format (${format}) is not one that Rockpool reads.`),
  next: 'Write it in the format of OpenSSH: "ssh-keygen -p -f FILE" for PKCS#8, "puttygen FILE -O private-openssh" for PuTTY.',
});

export const keyFileUnreadable = (path: string, errno: string): ErrorValue => ({
  kind: 'permanent',
  code: 'SSH_KEY_FILE',
  what: "The file with the private key can't be read.",
  where: path,
  why: whyNoFile(errno),
  next: 'Put it back, or choose another key for the machine.',
});

function whyNoFile(errno: string): string {
  switch (errno) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'There is no such file on this computer.';
    case 'EACCES':
    case 'EPERM':
      return 'The user that Rockpool runs as may not read it.';
    case 'EISDIR':
      return 'It is a folder.';
    default:
      return `The operating system says ${errno}.`;
  }
}

export const keyType = (target: SshTarget, type: string): ErrorValue => ({
  kind: 'permanent',
  code: 'SSH_KEY_TYPE',
  what: `A key of the type ${type} can't be used.`,
  where: keyPlace(target),
  why: type.startsWith('sk-')
    ? 'Its secret is in a security key that somebody has to touch at each login; Rockpool logs in while nobody is there.'
    : 'Rockpool logs in with keys of the types Ed25519, ECDSA and RSA.',
  next: 'Choose another key, or make one with "ssh-keygen -t ed25519".',
});

export const passphraseNeeded = (target: SshTarget): ErrorValue => ({
  kind: 'permanent',
  code: 'SSH_PASSPHRASE_NEEDED',
  what: 'The private key is locked.',
  where: keyPlace(target),
  why: 'It has a passphrase, and none is known.',
  next: 'Enter the passphrase where the machine is edited.',
});

export const passphraseWrong = (target: SshTarget): ErrorValue => ({
  kind: 'permanent',
  code: 'SSH_PASSPHRASE_WRONG',
  what: 'The private key could not be unlocked.',
  where: keyPlace(target),
  why: 'The passphrase is not the right one.',
  next: 'Enter it anew where the machine is edited.',
});

const keyPlace = (target: SshTarget): string =>
  target.credential.kind === 'file' ? target.credential.path : placeOf(target);

export const agentMissing = (target: SshTarget, why: string): ErrorValue => ({
  kind: 'permanent',
  code: 'SSH_AGENT_MISSING',
  what: 'The ssh-agent does not answer.',
  where: placeOf(target),
  why,
  next: 'Start ssh-agent and Rockpool from the same session, or choose another key for the machine.',
});

export const agentEmpty = (target: SshTarget): ErrorValue => ({
  kind: 'permanent',
  code: 'SSH_AGENT_EMPTY',
  what: 'The ssh-agent holds no key that can be used.',
  where: placeOf(target),
  why: 'Nothing was added to it, it is locked, or its keys are in security keys that somebody has to touch (sk-…).',
  next: 'Add a key of the type Ed25519, ECDSA or RSA with ssh-add, or choose another key for the machine.',
});

export const tooManyKeys = (target: SshTarget): ErrorValue => ({
  kind: 'permanent',
  code: 'SSH_KEY_REFUSED',
  what: `The machine does not let ${target.user} in.`,
  where: placeOf(target),
  why: 'It closed the connection while keys of the agent were tried; a machine takes about six.',
  next: 'Choose the file of the right key for the machine, or leave fewer in the agent (ssh-add -d).',
});

export const hostKeyUnknown = (target: SshTarget, { type, fingerprint }: HostKey): ErrorValue => ({
  kind: 'permanent',
  code: 'SSH_HOST_KEY_UNKNOWN',
  what: 'Nobody has confirmed yet that this is the right machine.',
  where: placeOf(target),
  why: `It shows the ${type} key ${fingerprint}.`,
  next: 'Compare it with what "ssh-keygen -lf" prints on the machine itself, then confirm it.',
});

export const hostKeyChanged = (target: SshTarget, { type, fingerprint }: HostKey): ErrorValue => ({
  kind: 'permanent',
  code: 'SSH_HOST_KEY_CHANGED',
  what: 'The machine shows another host key than before: nothing is sent to it.',
  where: placeOf(target),
  why:
    `Known: ${target.hostKeys.map(key => key.fingerprint).join(', ')}; now: ${fingerprint} (${type}). ` +
    'Either it was installed anew, or somebody stands in between and would read all that goes there.',
  next:
    target.onNewKey ??
    'Ask whoever runs the machine. Only if its key was really changed, confirm the new one.',
});

export const noAgreement = (target: SshTarget, why: string): ErrorValue => ({
  kind: 'permanent',
  code: 'SSH_NO_AGREEMENT',
  what: "The machine's SSH server and Rockpool find no common ground.",
  where: placeOf(target),
  why: `${why}.`,
  next: 'Check that this port is SSH; an old server needs an update, since weak encryption is not used.',
});

/** Who logs in where. */
type Place = Pick<SshTarget, 'address' | 'port' | 'user'>;

export const notBehind = (target: Place, jump: Place): ErrorValue => ({
  kind: 'transient',
  code: 'SSH_UNREACHABLE',
  what: "The machine can't be reached over SSH.",
  where: placeOf(target),
  why: `The jump host ${placeOf(jump)} could not connect to it.`,
  next: 'Check that it runs, and its address and port as they are seen from the jump host.',
});

/** @param value why the jump host can't be had, or forbids it */
export const jumpFailed = (
  target: Place,
  { kind, code, what, where, why, next }: ErrorValue,
): ErrorValue => ({
  ...{ kind, where: placeOf(target) },
  // Where a channel is refused that may be for now; this is not.
  code: code === 'SSH_FORWARD_FORBIDDEN' ? 'SSH_JUMP_FORBIDDEN' : code,
  what: 'The jump host does not lead on to the machine.',
  why: [`${what} (${where})`, why].filter(Boolean).join(' '),
  ...(next === undefined ? {} : { next }),
});

export const tooMuchAtOnce = (target: SshTarget, limitMs: number): ErrorValue => ({
  kind: 'transient',
  code: 'SSH_BUSY',
  what: 'Too much goes on with the machine at once.',
  where: placeOf(target),
  why: `For ${limitMs / 1000} s none of what goes over its connection has ended.`,
  next: 'Rockpool tries again by itself. A server that forwards sockets (AllowStreamLocalForwarding) takes more at once.',
});

export const channelForbidden = (target: SshTarget, thing: string): ErrorValue => ({
  kind: 'permanent',
  code: 'SSH_FORWARD_FORBIDDEN',
  what: `The machine does not lead on to ${thing}.`,
  where: placeOf(target),
  why: 'The configuration of its SSH server forbids it.',
  next: 'Set "AllowTcpForwarding yes" and "AllowStreamLocalForwarding yes" in its sshd_config.',
});

export const channelRefused = (target: SshTarget, thing: string): ErrorValue => ({
  kind: 'transient',
  code: 'SSH_NOBODY_LISTENS',
  what: `Nothing answers on ${thing} of the machine.`,
  where: placeOf(target),
  why: 'Its SSH server could not connect there.',
});

const withoutPassword = (user: string) =>
  `let ${user} use sudo without one (a line "${user} ALL=(ALL) NOPASSWD:ALL" in a file of /etc/sudoers.d)`;

export const sudoMissing = (target: SshTarget): ErrorValue => ({
  kind: 'permanent',
  code: 'SSH_NO_SUDO',
  what: `${target.user} can't become an administrator there.`,
  where: placeOf(target),
  why: 'The machine has no sudo.',
  next: `Install sudo there and let ${target.user} use it, or log in as root.`,
});

export const sudoPasswordNeeded = (target: SshTarget): ErrorValue => ({
  kind: 'permanent',
  code: 'SSH_SUDO_PASSWORD',
  what: `sudo asks ${target.user} for a password, and none is known.`,
  where: placeOf(target),
  why: 'Only an administrator can make the machine a host, and give it back.',
  next: `Enter the password where the machine is edited, or ${withoutPassword(target.user)}.`,
});

export const sudoRefused = (target: SshTarget, said: string): ErrorValue => ({
  kind: 'permanent',
  code: 'SSH_SUDO_REFUSED',
  what: `sudo does not let ${target.user} become an administrator.`,
  where: placeOf(target),
  why: said.trim().split('\n').slice(-3).join(' ') || 'The password is not right.',
  next: `Correct the password where the machine is edited, or ${withoutPassword(target.user)}.`,
});
