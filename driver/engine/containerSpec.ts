import { createHash } from 'node:crypto';
import type Dockerode from 'dockerode';
import { labelsOf } from './marks';
import type { ContainerSpec } from './port';

/**
 * What a notebook image needs of root's powers, and no more: all begin as root to fix up a home folder and then
 * become an ordinary user (start.sh of the Jupyter images with NB_UID, s6 of the RStudio ones). Of Docker's own
 * set these are left out: MKNOD, NET_RAW (forged packets), SYS_CHROOT, SETPCAP, SETFCAP.
 */
const CAPABILITIES = [
  // Own and open files of the user's before the user exists.
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  // chmod g+s on folders of a group that root isn't in (fix-permissions).
  'FSETID',
  // Become the user: sudo, su, s6-setuidgid, rserver's sessions.
  'SETUID',
  'SETGID',
  // sudo and PAM write to the audit log, and some refuse to go on where they can't.
  'AUDIT_WRITE',
  // An init that runs as root ends the user's processes.
  'KILL',
  // Images that serve on port 80.
  'NET_BIND_SERVICE',
];

/** Far more than a notebook with all its kernels and workers, and a wall for a fork bomb. */
const MOST_PROCESSES = 4096;
const MIB = 1024 * 1024;

/**
 * The container's name: the instance's with a suffix that its marks decide. So an instance has one name for ever,
 * the engine itself refuses a second container for it, and two data folders never meet.
 */
export function containerName({ name, marks }: Pick<ContainerSpec, 'name' | 'marks'>): string {
  const hash = createHash('sha256').update(`${marks.controller}/${marks.instance}`).digest('hex');
  return `${name}-${hash.slice(0, 8)}`;
}

/**
 * The Engine API's create call. Memory with swap is three times the memory, as the original has it. The port is
 * published whether or not the image says that it exposes it, on a free port of 127.0.0.1 that the engine picks
 * (an empty HostPort; Podman takes the same).
 */
export function createCall(
  spec: ContainerSpec,
  { jsonFileLogs, limitsDisk }: { jsonFileLogs: boolean; limitsDisk: boolean },
) {
  const port = `${spec.port}/tcp`;
  const memory = Math.round(spec.memoryMiB * MIB);
  const call: Dockerode.ContainerCreateOptions = {
    name: containerName(spec),
    Image: spec.imageId,
    ...(spec.command.length > 0 ? { Cmd: spec.command } : {}),
    Env: Object.entries(spec.environment).map(([name, value]) => `${name}=${value}`),
    Labels: labelsOf(spec.marks),
    ExposedPorts: { [port]: {} },
    HostConfig: {
      PortBindings: { [port]: [{ HostIp: '127.0.0.1', HostPort: '' }] },
      Memory: memory,
      MemorySwap: 3 * memory,
      ...(limitsDisk && spec.diskMiB !== undefined
        ? { StorageOpt: { size: String(Math.round(spec.diskMiB * MIB)) } }
        : {}),
      PidsLimit: MOST_PROCESSES,
      CapDrop: ['ALL'],
      CapAdd: CAPABILITIES,
      SecurityOpt: ['no-new-privileges'],
      RestartPolicy: { Name: '' },
      // A notebook that prints without end must not fill the disk.
      ...(jsonFileLogs
        ? { LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } } }
        : {}),
    },
  };
  return call;
}
