import type { MachineCheck } from './labMachine';

/** One thing that a pool needs of its cloud, and how it is there. */
export interface CloudAnswer extends MachineCheck {
  /** It works, and puts at risk what should be safe: shown in red. */
  danger?: true;
}

/** How much of something a project may have, and has. A limit of -1: as much as it likes. */
export interface CloudQuota {
  /** As a sentence has it: `virtual processors`. */
  what: string;
  used: number;
  limit: number;
  unit?: 'GB' | 'MiB';
}

/** What looking over a cloud has shown. */
export interface CheckedCloud {
  /** In this order; what was not looked at yet, or could not be, is open. */
  answers: CloudAnswer[];
  /** Absent while they are not known. */
  quotas?: CloudQuota[];
  /** Projects that the user may work in, where they were asked for. */
  projects?: string[];
  regions?: string[];
}

/** `7 of 10 machines are left`, as a list has it. */
export function quotaText({ what, used, limit, unit }: CloudQuota): string {
  if (limit < 0) return `${what}: no limit`;
  const size = unit === 'MiB' ? 1024 : 1;
  const shown = (amount: number) => String(Math.round((amount / size) * 10) / 10);
  const of = unit === undefined ? '' : ` ${unit === 'MiB' ? 'GiB' : unit} of`;
  return `${shown(Math.max(0, limit - used))}${of} ${what} left of ${shown(limit)}`;
}

/** From where hosts would see Rockpool come: a value for DD_HOST_SSH_FROM. */
export interface SshFrom {
  ranges: string;
  /** False: something between may change it. */
  isSure: boolean;
  why: string;
}
