import net from 'node:net';
import type { HostKey, SshTarget } from '../../driver/ssh';
// By its file: what else is there brings scripts, which only vite can.
import { hostKeyOf } from '../../driver/ssh/hostKeys';
import { systemClock } from '../../driver/system';
import {
  findOrStartLabHosts,
  labFault,
  type labHosts,
  labKey,
  labKnownHosts,
  onLabHost,
  startBareLabHost,
} from '../../scripts/lib/labHosts.mjs';

const LISTEN_TRIES = 200;
const LISTEN_WAIT_MS = 50;

/** A machine with an sshd and a Docker of its own, which can be broken and mended while somebody talks to it. */
export interface SshHost {
  readonly name: string;
  /** Where ports that it offers to all would answer. */
  readonly address: string;
  readonly target: SshTarget;
  /** `blackhole`, `kill`, `hostkey`, …: test/lab/hosts/README.md has them all. */
  break(fault: string, ...values: string[]): Promise<void>;
  /** Undoes a fault; without one, all. */
  heal(fault?: string): Promise<void>;
  /** Runs a command as root there, without SSH. */
  shell(...command: string[]): Promise<string>;
}

/**
 * So many hosts, from that number on; those of a whole `npm test` where it has put them up. Call it once a file, in
 * beforeAll.
 */
export async function sshHosts(
  count: number,
  first?: number,
): Promise<AsyncDisposable & { hosts: SshHost[] }> {
  const { hosts, dispose } = await findOrStartLabHosts(count, first);
  return { hosts: await asSshHosts(hosts), [Symbol.asyncDispose]: dispose };
}

/** One without Docker, and with nothing of anybody on it. */
export async function bareSshHost(): Promise<AsyncDisposable & { host: SshHost }> {
  const { host: bare, dispose } = await startBareLabHost();
  const [host] = await asSshHosts([bare]);
  return { host: host as SshHost, [Symbol.asyncDispose]: dispose };
}

async function asSshHosts(hosts: Awaited<ReturnType<typeof labHosts>>): Promise<SshHost[]> {
  const privateKey = await labKey();
  const known = await labKnownHosts();
  return hosts.map(({ name, port, address }) => ({
    name,
    address,
    target: {
      address: '127.0.0.1',
      port,
      user: 'cloud-user',
      credential: { kind: 'key', privateKey },
      hostKeys: keysOf(`[127.0.0.1]:${port}`, known),
    },
    break: async (...fault) => {
      await labFault('break', name, ...fault);
      // It comes back a moment after it was told to.
      if (fault[0] === 'hostkey') await listens(port);
    },
    heal: async fault => {
      await labFault('heal', name, ...(fault ? [fault] : []));
      await listens(port);
    },
    shell: (...command) => onLabHost(name, ...command),
  }));
}

async function listens(port: number): Promise<void> {
  for (let tries = 0; tries < LISTEN_TRIES; tries += 1) {
    await systemClock.sleep(LISTEN_WAIT_MS);
    const socket = net.connect({ host: '127.0.0.1', port, timeout: 1000 });
    const heard = await new Promise<boolean>(resolve => {
      socket.once('data', () => resolve(true));
      for (const end of ['error', 'close', 'timeout']) socket.once(end, () => resolve(false));
    });
    socket.destroy();
    if (heard) return;
  }
  throw new Error(`Nothing speaks SSH on port ${port}.`);
}

function keysOf(name: string, knownHosts: string): HostKey[] {
  const lines = knownHosts.split('\n').map(line => line.split(' '));
  return lines
    .filter(([names]) => names?.split(',').includes(name))
    .map(([, , blob = '']) => hostKeyOf(Buffer.from(blob, 'base64')))
    .filter(key => key !== undefined);
}
