import type { Activity } from '../activity/activity';
import type { Engine } from '../engine';
import type { Clock, Random } from '../model/clock';
import { RockpoolError } from '../model/errors';
import { type HostKey, type LabMachine, type MachineDraft, placeOf } from '../model/labMachine';
import type { SshMachine } from '../providers';
import type { Secrets } from '../secrets/secrets';
import {
  keepConnection,
  makeKeyPair,
  publicKeyOf,
  type SshConnection,
  type SshTarget,
  sshEngine,
} from '../ssh';
import type { Store } from '../store/store';
import { type CheckedMachine, checkMachine } from './check';
import * as say from './messages';

/** The machines of the lab that pools may take as hosts, and the connections to them. */
export interface Machines extends Disposable {
  /** Those of a pool, as they are now. */
  of(poolId: string): SshMachine[];
  /** To a machine; undefined where it is on no list. */
  connection(id: string): SshConnection | undefined;
  /** The engine at `ssh://` and a machine's id; its calls throw MACHINE_MISSING where that is on no list. */
  engine(url: string): Engine;
  /** The line for authorized_keys by which a pool's machines let Rockpool in; made at first. */
  publicKey(poolId: string): Promise<string>;
  /** All of them or none. @throws RockpoolError MACHINE_KNOWN, NOT_FOUND */
  add(poolId: string, drafts: readonly MachineDraft[]): Promise<LabMachine[]>;
  /** @throws RockpoolError NOT_FOUND, MACHINE_KNOWN, MACHINE_IN_USE (another address, port or user) */
  update(id: string, draft: MachineDraft): LabMachine;
  /** @throws RockpoolError NOT_FOUND, MACHINE_IN_USE while it is a host */
  remove(id: string): void;
  /** Looks a machine over. @throws RockpoolError NOT_FOUND */
  check(id: string, options: { signal: AbortSignal }): Promise<CheckedMachine>;
  /** An admin has compared the key that it shows: it alone is the right one from now on. @throws RockpoolError NOT_FOUND */
  confirm(id: string, key: HostKey): void;
}

interface Dependencies {
  store: Store;
  secrets: Secrets;
  activity: Activity;
  clock: Clock;
  random: Random;
  platform: NodeJS.Platform;
}

const ID_BYTES = 8;
const secretOf = (poolId: string) => `pool-key/${poolId}`;

export function createMachines(dependencies: Dependencies): Machines {
  const { store, secrets, activity, clock, random, platform } = dependencies;
  const { machines } = store;
  /** By id, each with the record that it was made for. */
  const connections = new Map<string, { machine: LabMachine; connection: SshConnection }>();

  function found(id: string): LabMachine {
    const machine = machines.get(id);
    if (machine) return machine;
    throw new RockpoolError(say.missing(id));
  }
  function targetOf({ poolId, address, port, user, hostKeys }: LabMachine): SshTarget {
    const privateKey = secrets.get(secretOf(poolId)) ?? '';
    return { address, port, user, hostKeys, credential: { kind: 'key', privateKey } };
  }
  function open(machine: LabMachine): SshConnection {
    const known = connections.get(machine.id);
    if (known && isSameWay(known.machine, machine)) return known.connection;
    known?.connection[Symbol.dispose]();
    const connection = keepConnection(targetOf(machine), { clock, random });
    connections.set(machine.id, { machine, connection });
    return connection;
  }
  function close(id: string): void {
    connections.get(id)?.connection[Symbol.dispose]();
    connections.delete(id);
  }
  function refuseKnown(drafts: readonly MachineDraft[], except?: string): void {
    const taken = new Map<string, LabMachine>();
    for (const machine of machines.all()) if (machine.id !== except) taken.set(keyOf(machine), machine);
    for (const draft of drafts) {
      const other = taken.get(keyOf(draft));
      if (other) throw new RockpoolError(say.known(other, store.pools.get(other.poolId)?.name ?? ''));
    }
  }
  function refuseUsed(machine: LabMachine): void {
    const host = store.hosts
      .all()
      .find(({ providerId, phase }) => providerId === machine.id && phase !== 'removed');
    if (host) throw new RockpoolError(say.inUse(machine, host.name));
  }
  async function publicKey(poolId: string): Promise<string> {
    const stored = secrets.get(secretOf(poolId));
    if (stored !== undefined) return publicKeyOf(stored);
    const made = await makeKeyPair(
      `rockpool-${store.pools.get(poolId)?.name ?? poolId}`.replace(/\s+/g, '-'),
    );
    // Somebody may have asked at the same time.
    const meanwhile = secrets.get(secretOf(poolId));
    if (meanwhile !== undefined) return publicKeyOf(meanwhile);
    secrets.set(secretOf(poolId), made.privateKey);
    return made.publicKey;
  }

  return {
    of: poolId =>
      machines
        .all()
        .filter(machine => machine.poolId === poolId)
        .map(machine => ({
          ...{ id: machine.id, name: machine.label || machine.address, slots: machine.slots },
          connection: open(machine),
        })),
    connection(id) {
      const machine = machines.get(id);
      return machine && open(machine);
    },
    engine: url => sshEngine(url, () => open(found(url.slice('ssh://'.length))), { clock, random, platform }),
    publicKey,
    async add(poolId, drafts) {
      const pool = store.pools.get(poolId);
      if (!pool) throw new RockpoolError(say.poolMissing(poolId));
      await publicKey(poolId);
      refuseKnown(drafts);
      return store.transaction(() =>
        drafts.map(draft => {
          const id = random.hex(ID_BYTES);
          const machine: LabMachine = { ...draft, id, poolId, hostKeys: [], addedAt: clock.now() };
          machines.put(id, machine);
          activity.note('info', `The machine ${placeOf(machine)} was added to ${pool.name}.`, { poolId });
          return machine;
        }),
      );
    },
    update(id, draft) {
      const before = found(id);
      refuseKnown([draft], id);
      const after = { ...before, ...draft };
      if (!isSameWay(before, after)) refuseUsed(before);
      // At another address another machine may answer.
      const isThere = before.address === after.address && before.port === after.port;
      const machine = { ...after, hostKeys: isThere ? before.hostKeys : [] };
      machines.put(id, machine);
      return machine;
    },
    remove(id) {
      const machine = found(id);
      refuseUsed(machine);
      store.transaction(() => {
        machines.remove(id);
        activity.note('info', `The machine ${placeOf(machine)} was taken off the list.`, {
          poolId: machine.poolId,
        });
      });
      close(id);
    },
    check: (id, { signal }) => checkMachine(targetOf(found(id)), { clock, random, signal }),
    confirm(id, key) {
      const machine = found(id);
      store.transaction(() => {
        machines.put(id, { ...machine, hostKeys: [key] });
        activity.note(
          'info',
          `The machine ${placeOf(machine)} was confirmed by its key ${key.fingerprint}.`,
          { poolId: machine.poolId },
        );
      });
    },
    [Symbol.dispose]() {
      for (const id of [...connections.keys()]) close(id);
    },
  };
}

const keyOf = ({ address, port }: Pick<MachineDraft, 'address' | 'port'>) =>
  `${address.toLowerCase()}:${port}`;

/** Whether a connection for one serves the other. */
function isSameWay(one: LabMachine, other: LabMachine): boolean {
  return (
    one.address === other.address &&
    one.port === other.port &&
    one.user === other.user &&
    one.poolId === other.poolId &&
    one.hostKeys === other.hostKeys
  );
}
