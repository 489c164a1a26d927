/** What this folder says to people. */
import type { ErrorValue } from '../model/errors';
import type { JumpHost } from '../model/jumpHost';
import { type LabMachine, placeOf } from '../model/labMachine';
import type { SshTarget } from '../ssh';

export const missing = (id: string): ErrorValue => ({
  kind: 'input',
  code: 'MACHINE_MISSING',
  what: 'This machine is not on the list any more.',
  where: id,
  next: 'Look at the list of machines as it is now.',
});

export const poolMissing = (id: string): ErrorValue => ({
  kind: 'input',
  code: 'NOT_FOUND',
  what: 'This pool does not exist any more.',
  where: id,
});

/** How the key of a new machine is known already, as its sentence goes on; nothing where it isn't. */
export const knownBy = ({ hostKeys }: Pick<LabMachine, 'hostKeys'>): string =>
  hostKeys.length === 0 ? '' : `; known_hosts has its key ${hostKeys.map(key => key.fingerprint).join(', ')}`;

export const known = (machine: LabMachine, poolName: string): ErrorValue => ({
  kind: 'input',
  code: 'MACHINE_KNOWN',
  what: `${machine.address} is on a list already.`,
  where: placeOf(machine),
  why: `It belongs to the pool ${poolName}; a machine serves one pool at a time.`,
  next: 'Take it off that list first, or leave it out here.',
});

export const jumpMissing = (behind: LabMachine | JumpHost): ErrorValue => ({
  kind: 'permanent',
  code: 'JUMP_HOST_MISSING',
  what: 'The jump host that leads to the machine is not on the list any more.',
  where: placeOf(behind),
  next: 'Edit the machine, and choose how it is reached.',
});

export const jumpCircle = (jump: JumpHost): ErrorValue => ({
  kind: 'input',
  code: 'JUMP_HOST_CIRCLE',
  what: `${jump.address} would be reached through itself.`,
  where: placeOf(jump),
  why: 'It leads to the jump host that is to lead to it.',
  next: 'Choose another way there.',
});

export const jumpGone = (id: string): ErrorValue => ({
  kind: 'input',
  code: 'JUMP_HOST_MISSING',
  what: 'This jump host is not on the list any more.',
  where: id,
  next: 'Look at the list as it is now, and choose another.',
});

/** @param machines that it leads on to; none: it leads to other jump hosts alone */
export const jumpInUse = (jump: JumpHost, machines: number): ErrorValue => ({
  kind: 'input',
  code: 'JUMP_HOST_IN_USE',
  what: `${jump.address} leads on to ${ledTo(machines)}.`,
  where: placeOf(jump),
  next: 'Have them reached in another way first, or take them off the list.',
});

function ledTo(machines: number): string {
  if (machines === 0) return 'another jump host';
  return machines === 1 ? 'a machine' : `${machines} machines`;
}

export const configUnreadable = (file: string, why: string): ErrorValue => ({
  kind: 'input',
  code: 'SSH_CONFIG_UNREADABLE',
  what: "This configuration can't be read.",
  where: file,
  why: whyNoFile(why),
  next: 'Choose another file, or write the machines down by hand.',
});

function whyNoFile(said: string): string {
  if (said === 'ENOENT') return 'There is no such file on this computer.';
  return said === 'EACCES' ? 'The user that Rockpool runs as may not read it.' : `It says: ${said}`;
}

export const inUse = (machine: LabMachine, hostName: string): ErrorValue => ({
  kind: 'input',
  code: 'MACHINE_IN_USE',
  what: `${machine.address} is a host of its pool at the moment.`,
  where: placeOf(machine),
  why: `It is the host "${hostName}", and what runs there would be lost from sight.`,
  next: 'Remove the host on the screen Driver Hosts first; the machine is free once it is gone.',
});

export const beingTaken = (machine: LabMachine, hostName: string): ErrorValue => ({
  kind: 'input',
  code: 'MACHINE_BEING_TAKEN',
  what: `${machine.address} may be about to become a host of its pool.`,
  where: placeOf(machine),
  why: `The pool is taking a machine for its new host "${hostName}", and it is not known yet which one. A machine that carries the pool's mark and is on no list could not be given back.`,
  next: 'Try again in a minute.',
});

/** @param said what came of it, on its stderr */
export const otherShell = (target: Pick<SshTarget, 'address' | 'user'>, said: string): ErrorValue => ({
  kind: 'permanent',
  code: 'MACHINE_SHELL',
  what: `The login shell of ${target.user} does not run what Rockpool asks of the machine.`,
  where: `${target.user}@${target.address}`,
  why: said.trim() === '' ? 'It said nothing.' : `It said: ${said.trim().split('\n').at(-1)?.slice(0, 200)}`,
  next: `Give the user bash or sh as login shell ("sudo chsh -s /bin/bash ${target.user}"); start files such as .bashrc must not put another in its place.`,
});
