import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { must } from '../../scripts/lib/run.mjs';
import type { SshHost } from './sshHosts';

/** A second disk of a lab host: a file of this machine, seen there as a block device. */
export interface SpareDisk extends AsyncDisposable {
  readonly device: string;
  /** A host that was started again has forgotten its devices. */
  attach(): Promise<void>;
  /** As new. */
  blank(): Promise<void>;
}

/** The smallest on which XFS is made. */
const SIZE = '400M';
const LOOP_MAJOR = '7';

/** Dispose it when the host is down, or has it no longer mounted. */
export async function spareDisk(host: SshHost): Promise<SpareDisk> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'rockpool-disk-'));
  const file = path.join(folder, 'disk');
  await must('truncate', ['-s', SIZE, file]);
  const device = (await must('losetup', ['--find', '--show', file])).trim();
  const attach = async () =>
    void (await host.shell('mknod', device, 'b', LOOP_MAJOR, device.replace(/\D/g, '')));
  await attach();
  return {
    device,
    attach,
    blank: async () => void (await must('blkdiscard', ['--force', device])),
    [Symbol.asyncDispose]: async () => {
      await must('losetup', ['--detach', device]);
      await rm(folder, { recursive: true });
    },
  };
}
