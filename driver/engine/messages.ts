/** What this folder says to people. */
import { whyNoWay } from '../model/errno';
import type { ErrorValue } from '../model/errors';
import { formatBytes } from '../model/memory';

/** Why nothing answers, by what the operating system said; `undefined`: no sentence for this one. */
function whyUnreachable(errno: string, detail: string): string | undefined {
  const socket = detail.startsWith('unix:') || detail.startsWith('npipe:');
  switch (errno) {
    case 'ENOENT':
      return 'There is no such socket: Docker is not installed, not running, or listens elsewhere.';
    case 'ECONNREFUSED':
      return socket
        ? 'The socket is there, but nobody listens on it: Docker has stopped.'
        : 'Nobody listens on this port.';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'It ended the connection in the middle of a call: it stopped, or was restarted.';
    case 'EAGAIN':
      return 'It has too many calls waiting already.';
    default:
      return whyNoWay(errno);
  }
}

export const unreachable = (url: string, errno: string): ErrorValue => ({
  kind: 'transient',
  code: 'ENGINE_UNREACHABLE',
  what: 'The Docker engine does not answer.',
  where: url,
  why: whyUnreachable(errno, url) ?? `The operating system says ${errno}.`,
  next: 'Start Docker; Rockpool goes on by itself as soon as it answers.',
});

export const forbidden = (url: string, platform: NodeJS.Platform): ErrorValue => ({
  kind: 'permanent',
  code: 'ENGINE_FORBIDDEN',
  what: 'The Docker engine is there, but this user may not use it.',
  where: url,
  why: 'The operating system refused the connection to its socket.',
  next:
    platform === 'linux'
      ? 'Add yourself to the group docker with "sudo usermod -aG docker $USER", then log out and in again.'
      : 'Start Docker as the user that you are logged in as.',
});

export const untrusted = (url: string, code: string): ErrorValue => ({
  kind: 'permanent',
  code: 'ENGINE_UNTRUSTED',
  what: 'The Docker engine could not prove who it is.',
  where: url,
  why: `Its certificate is not accepted (${code}).`,
  next: 'Check the certificates of this docker context (ca.pem, cert.pem, key.pem).',
});

export const notAnEngine = (url: string): ErrorValue => ({
  kind: 'permanent',
  code: 'NOT_AN_ENGINE',
  what: 'What answers there is not a Docker engine.',
  where: url,
  why: 'Its answer is not what the Docker Engine API says.',
  next: 'Check DOCKER_HOST or the docker context.',
});

export const timedOut = (url: string, doing: string, limitMs: number): ErrorValue => ({
  kind: 'transient',
  code: 'ENGINE_TIMEOUT',
  what: `The Docker engine did not ${doing} in time.`,
  where: url,
  why: `It gave no answer for ${Math.round(limitMs / 1000)} seconds.`,
  next: 'It may be very busy, or hang: look at it with "docker ps", or restart Docker.',
});

export const imageGone = (imageId: string): ErrorValue => ({
  kind: 'permanent',
  code: 'IMAGE_GONE',
  what: 'The engine no longer has the image.',
  where: imageId,
  why: 'It was removed from the engine after it had been loaded.',
  next: 'Launch again: Rockpool loads the image anew if the image directory still has it.',
});

export const nameTaken = (name: string, url: string): ErrorValue => ({
  kind: 'permanent',
  code: 'NAME_TAKEN',
  what: `Another container is called ${name}.`,
  where: url,
  why: 'It is not one of ours, so it stays.',
  next: `Rename or remove it ("docker rename ${name} …"), then launch again.`,
});

export const containerGone = (containerId: string): ErrorValue => ({
  kind: 'permanent',
  code: 'CONTAINER_GONE',
  what: 'The container is gone.',
  where: containerId.slice(0, 12),
  why: 'Somebody removed it, or the engine lost it.',
  next: 'Launch the blueprint again.',
});

export const notRunning = (containerId: string): ErrorValue => ({
  kind: 'input',
  code: 'CONTAINER_NOT_RUNNING',
  what: 'The container is not running.',
  where: containerId.slice(0, 12),
});

export const noShell = (containerId: string, said: string): ErrorValue => ({
  kind: 'permanent',
  code: 'NO_SHELL',
  what: 'There is no shell in this container.',
  where: containerId.slice(0, 12),
  ...(said.trim() === '' ? {} : { why: `Where one was asked for it said: ${said.trim()}` }),
  next: 'A terminal needs an image with /bin/sh; the running log shows what its program writes.',
});

export const shellBusy = (containerId: string): ErrorValue => ({
  kind: 'transient',
  code: 'SHELL_BUSY',
  what: 'What was typed did not reach the terminal.',
  where: containerId.slice(0, 12),
  why: 'The program that runs in it reads nothing.',
  next: 'Wait until it does, or close this terminal and open another.',
});

export const shellGone = (containerId: string): ErrorValue => ({
  kind: 'input',
  code: 'SHELL_GONE',
  what: 'The shell of this terminal has ended.',
  where: containerId.slice(0, 12),
  next: 'Open another one.',
});

export const noSpace = (folder: string, freeBytes: number, said: string): ErrorValue => ({
  kind: 'capacity',
  code: 'NO_SPACE',
  what: "The engine's disk is full.",
  where: folder,
  why: `${formatBytes(freeBytes)} are free. The engine says: ${said}`,
  next: 'Make room, for example with "docker system prune"; Rockpool tries again.',
});

/** The engine understood and said no, or failed at it; its own words are the best explanation there is. */
export const refused = (
  url: string,
  doing: string,
  status: number | undefined,
  said: string,
): ErrorValue => ({
  kind: status !== undefined && status >= 500 ? 'transient' : 'permanent',
  code: 'ENGINE_REFUSED',
  what: `The Docker engine did not ${doing}.`,
  where: url,
  why: `It says: ${said.trim()}`,
});

export const loadRefused = (url: string, said: string): ErrorValue => ({
  kind: 'permanent',
  code: 'ENGINE_REFUSED',
  what: 'The Docker engine did not load the image.',
  where: url,
  why: `It says: ${said.trim()}`,
  next: 'If the archive loads elsewhere, this engine may be too old for it.',
});

export const notSupported = (url: string): ErrorValue => ({
  kind: 'permanent',
  code: 'ENGINE_URL_NOT_SUPPORTED',
  what: 'Rockpool cannot reach an engine this way yet.',
  where: url,
  why: url.startsWith('ssh:')
    ? 'It is reached over SSH, which the local pool does not do.'
    : 'Known are unix://, npipe:// and tcp://.',
  next: 'Use an engine on this machine, or make its socket reachable here with "ssh -L".',
});

export const certificatesMissing = (folder: string): ErrorValue => ({
  kind: 'permanent',
  code: 'ENGINE_CERTIFICATES_MISSING',
  what: 'The certificates for this Docker engine cannot be read.',
  where: folder,
  next: 'Put ca.pem, cert.pem and key.pem there, or choose another docker context.',
});

export const privateEngineNotPossible = (missing: string[]): ErrorValue => ({
  kind: 'permanent',
  code: 'PRIVATE_ENGINE_NOT_POSSIBLE',
  what: 'Rockpool cannot start a Docker engine of its own here.',
  why: 'It does that on Debian and Ubuntu only, as root.',
  next: `Install ${missing.join(' and ')} yourself and start it, or use an engine elsewhere.`,
});
