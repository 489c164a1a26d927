import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Clock } from '../../driver/model/clock';
import { RockpoolError } from '../../driver/model/errors';
import type { Host } from '../../driver/model/host';
import { defaultConfigOf, type Pool } from '../../driver/model/pool';
import {
  type CloudConnections,
  createCloudConnections,
  type PoolWay,
} from '../../driver/providers/openstack/connections';
import { type GivenKey, keyOfLine } from '../../driver/providers/openstack/hostKeys';
import { jumpNotChosen } from '../../driver/providers/openstack/reachMessages';
import { ed25519Pair, type HostKey, keepConnection, type SshConnection } from '../../driver/ssh';
import { openStore, type Store } from '../../driver/store/store';
import { systemRandom as random, systemClock } from '../../driver/system';
import type { SshHost } from './sshHosts';

/** A host of a lab as a server of a cloud: it has taken the key that it was given. */
export interface CloudServer extends AsyncDisposable {
  readonly id: string;
  readonly given: GivenKey;
  readonly host: Host;
  /** What the server's metadata says of its keys, oldest first. */
  readonly notes: string[];
  store: Store;
  connections: CloudConnections;
  /** How its pool is reached, and what leads there. */
  way: PoolWay;
  gate: SshConnection | undefined;
  /** As a listing shows it. */
  seen(changes?: { address?: string; keyNote?: string }): void;
  /** Everything of Rockpool's is started again; `empty`: without what it knew. */
  restart(state?: 'empty'): void;
  /** Installs a host key, as cloud-init does or as somebody who rebuilds the server. */
  showKey(pair: { privateKey: string; publicKey: string }): Promise<void>;
  /** The key that it shows now. */
  shown(): Promise<HostKey | undefined>;
}

const POOL: Pool = {
  ...{ id: 'p', name: 'DockerDriver', provider: 'ssh', engineUrl: '', createdAt: 1 },
  config: defaultConfigOf('DockerDriver'),
};
const SSHD = '/etc/ssh/ssh_host_ed25519_key';
const SAVED = '/root/ssh-keys-saved';

export async function cloudServer(machine: SshHost, clock: Clock): Promise<CloudServer> {
  const { credential } = machine.target;
  const privateKey = credential.kind === 'key' ? credential.privateKey : '';
  const pair = ed25519Pair(Buffer.alloc(32, 7), '');
  const key = keyOfLine(pair.publicKey);
  if (!key) throw new Error('no key');
  const given: GivenKey = { ...pair, key };
  const bash = (script: string) => machine.shell('bash', '-c', script);
  await bash(`[ -e ${SAVED} ] || { mkdir ${SAVED}; cp -p /etc/ssh/ssh_host_* ${SAVED}/; }`);
  const folders: string[] = [];
  const id = '2fa886cb-a7aa-4376-a891-bb27c7bf9be8';
  const host: Host = {
    ...{ id: 'pb_dd_1', poolId: 'p', name: 'vm-1', phase: 'preparing', history: [], slots: 2 },
    ...{ createdAt: 1, providerId: id },
  };

  function open(): Store {
    const store = openStore(folders.at(-1) ?? '', clock.now());
    store.pools.put('p', POOL);
    store.hosts.put(host.id, host);
    return store;
  }
  function connect(): CloudConnections {
    return createCloudConnections({
      ...{ store: server.store, clock, random, wayOf: () => server.way },
      firstKey: () => given.key,
      poolKey: () => privateKey,
      jump() {
        if (!server.gate) throw new RockpoolError(jumpNotChosen('DockerDriver', server.way.jump));
        return server.gate;
      },
    });
  }
  const fresh = () => void folders.push(mkdtempSync(path.join(tmpdir(), 'cloud-server-')));
  fresh();
  const server: CloudServer = {
    ...{ id, given, host, notes: [], gate: undefined },
    way: { user: machine.target.user, jump: '', floats: false },
    store: open(),
    connections: undefined as never,
    seen({ address = machine.address, keyNote = server.notes.at(-1) } = {}) {
      server.connections.seen({ serverId: id, hostId: host.id, poolId: 'p', fixed: [address], keyNote });
    },
    restart(state) {
      server.connections[Symbol.dispose]();
      server.store[Symbol.dispose]();
      if (state === 'empty') fresh();
      server.store = open();
      server.connections = connect();
    },
    async showKey(shown) {
      await bash(`cd /etc/ssh; rm -f ssh_host_*; printf '%s' '${shown.privateKey}' >${SSHD}; chmod 600 ${SSHD}
        echo '${shown.publicKey}' >${SSHD}.pub; service ssh reload`);
      // It reads them in its own time.
      const wanted = keyOfLine(shown.publicKey)?.fingerprint;
      for (let tries = 0; (await server.shown())?.fingerprint !== wanted; tries += 1) {
        if (tries > 100) throw new Error('The server does not show its new key.');
        await systemClock.sleep(50);
      }
    },
    async shown() {
      return keyOfLine(await bash(`ssh-keyscan -t ed25519 127.0.0.1 2>/dev/null | cut -d' ' -f2-`));
    },
    async [Symbol.asyncDispose]() {
      server.connections[Symbol.dispose]();
      server.gate?.[Symbol.dispose]();
      server.store[Symbol.dispose]();
      for (const folder of folders) rmSync(folder, { recursive: true });
      await bash(`rm -f /etc/ssh/ssh_host_*; cp -p ${SAVED}/* /etc/ssh/; service ssh reload`);
    },
  };
  server.connections = connect();
  await server.showKey(pair);
  return server;
}

/** The connection to a host of a lab as a jump host of the pool's. */
export const gateOver = (gate: SshHost, clock: Clock): SshConnection =>
  keepConnection(gate.target, { clock, random });
