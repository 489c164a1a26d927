/** What this folder says to people. */
import type { ErrorValue } from '../model/errors';
import { placeOf } from '../model/labMachine';
import type { SshTarget } from '../ssh';
import type { StepFailure } from './progress';

const SHOWN_LINES = 5;
const SHOWN_CHARACTERS = 800;

export const badDeviceName = (name: string): ErrorValue => ({
  kind: 'input',
  code: 'PREPARATION_DEVICE_NAME',
  what: `"${name}" is not the name of a disk.`,
  where: 'DD_HOST_DATA_VOLUME_DEVICE',
  why: 'Disks of a machine are called /dev/ and a name.',
  next: 'Write for example /dev/vdb; "lsblk" on the machine lists its disks.',
});

export const stepFailed = (target: SshTarget, title: string, failure: StepFailure): ErrorValue => ({
  kind: failure.kind,
  code: failure.code,
  what: `The machine's preparation stopped at the step "${title}".`,
  where: placeOf(target),
  why: whyOf(failure),
  next: failure.next ?? 'Look at what the step said; then prepare the host again: it goes on from there.',
});

/** It ended before its first step, or in the middle of one without a word. */
export const stopped = (target: SshTarget, status: number | undefined, said: string): ErrorValue => ({
  kind: 'transient',
  code: 'PREPARATION_FAILED',
  what: "The machine's preparation ended before its time.",
  where: placeOf(target),
  why: [statusOf(status), tail(said.split('\n'))].filter(Boolean).join(' '),
  next: 'Prepare the host again: it goes on from there.',
});

export const endsUnknown = (target: SshTarget, said: string): ErrorValue => ({
  kind: 'transient',
  code: 'PREPARATION_ENDS',
  what: 'When instances end could not be kept on, or read from, their machine.',
  where: placeOf(target),
  why: tail(said.split('\n')),
  next: 'Prepare the host again.',
});

const statusOf = (status: number | undefined) =>
  status === undefined ? 'A signal ended it.' : `It ended with exit status ${status}.`;

function whyOf({ why, command, status, lines }: StepFailure): string {
  const failed = command ? `The command "${command}" ended with exit status ${status}.` : undefined;
  const ended = !why && !command && status ? `It ended with exit status ${status}.` : undefined;
  const last = tail(lines);
  return [why, failed, ended, last && `Its last words: ${last}`].filter(Boolean).join(' ');
}

const tail = (lines: readonly string[]) =>
  lines
    .filter(line => line.trim() !== '')
    .slice(-SHOWN_LINES)
    .join('\n')
    .slice(-SHOWN_CHARACTERS);
