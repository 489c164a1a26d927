import type { Activity } from '../activity/activity';
import type { Engine } from '../engine';
import type { Clock, Random } from '../model/clock';
import { RockpoolError } from '../model/errors';
import type { Host } from '../model/host';
import type { JumpHost } from '../model/jumpHost';
import {
  type HostKey,
  type LabMachine,
  type MachineDraft,
  type MachineInput,
  machineDraftSchema,
  placeOf,
} from '../model/labMachine';
import { isSameLogin, type LoginSecrets } from '../model/login';
import type { SshMachine } from '../providers';
import type { Secrets } from '../secrets/secrets';
import { makeKeyPair, publicKeyOf, type SshConnection, sshEngine } from '../ssh';
import type { Store } from '../store/store';
import { type CheckedMachine, type CheckOptions, checkMachine } from './check';
import { createConnections, isSamePlace } from './connections';
import { createJumpHosts, type JumpHosts } from './jumpHosts';
import * as say from './messages';
import { type Given, machineSecrets } from './secrets';
import { type SshFiles, sshFiles } from './sshFiles';

/** The machines of the lab that pools may take as hosts, and the connections to them. */
export interface Machines extends Disposable {
  readonly jumpHosts: JumpHosts;
  readonly sshFiles: SshFiles;
  /** Those of a pool, as they are now. */
  of(poolId: string): SshMachine[];
  /** To a machine; undefined where it is on no list. */
  connection(id: string): SshConnection | undefined;
  /** The engine at `ssh://` and a machine's id; its calls throw MACHINE_MISSING where that is on no list. */
  engine(url: string): Engine;
  /** The line for authorized_keys by which a pool's machines let Rockpool in; made at first. */
  publicKey(poolId: string): Promise<string>;
  /** The private part of that key; undefined before it is made. A secret. */
  privateKey(poolId: string): string | undefined;
  /** To a jump host of a pool, shared with the machines behind it; undefined where it is on no list. */
  jump(poolId: string, place: Pick<JumpHost, 'user' | 'address' | 'port'>): SshConnection | undefined;
  /** All of them or none. @throws RockpoolError MACHINE_KNOWN, NOT_FOUND, JUMP_HOST_MISSING */
  add(poolId: string, machines: readonly MachineInput[], given?: Given): Promise<LabMachine[]>;
  /**
   * What is a host stays one, at another address too: there it is known by its key. @throws RockpoolError NOT_FOUND,
   * MACHINE_KNOWN, JUMP_HOST_MISSING
   */
  update(id: string, machine: MachineInput, secrets?: LoginSecrets): LabMachine;
  /** @throws RockpoolError NOT_FOUND, MACHINE_IN_USE while it is a host, MACHINE_BEING_TAKEN while it may be about to be one */
  remove(id: string): void;
  /** Looks a machine over. @throws RockpoolError NOT_FOUND */
  check(id: string, options: CheckOptions): Promise<CheckedMachine>;
  /** An admin has compared the key that it shows: it alone is the right one from now on. @throws RockpoolError NOT_FOUND */
  confirm(id: string, key: HostKey): void;
}

interface Dependencies {
  store: Store;
  secrets: Secrets;
  activity: Activity;
  clock: Clock;
  random: Random;
  env: Record<string, string | undefined>;
  home: string;
  /** What a pool may take as hosts, or how it gets there, is not what it was. */
  changed(poolId: string): void;
  platform: NodeJS.Platform;
}

const ID_BYTES = 8;

export function createMachines(dependencies: Dependencies): Machines {
  const { store, activity, clock, random, env, platform, changed } = dependencies;
  const { machines, jumpHosts } = store;
  const secrets = machineSecrets(dependencies.secrets);
  const files = sshFiles(dependencies.home, env.USER || env.USERNAME || '');
  const connections = createConnections({ ...dependencies, secrets });

  function found(id: string): LabMachine {
    const machine = machines.get(id);
    if (machine) return machine;
    throw new RockpoolError(say.missing(id));
  }
  function refuseKnown(drafts: readonly MachineDraft[], except?: string): void {
    const taken = new Map<string, LabMachine>();
    for (const machine of machines.all()) if (machine.id !== except) taken.set(keyOf(machine), machine);
    for (const draft of drafts) {
      const other = taken.get(keyOf(draft));
      if (other) throw new RockpoolError(say.known(other, store.pools.get(other.poolId)?.name ?? ''));
    }
  }
  function hostOf({ id }: LabMachine): Host | undefined {
    return store.hosts.all().find(({ providerId, phase }) => providerId === id && phase !== 'removed');
  }
  /** The host that is taking a machine, where it may be this one: which it is is known by the listing after that. */
  function hostToBe({ poolId, hostKeys }: LabMachine): Host | undefined {
    const isTaking = (host: Host) =>
      host.poolId === poolId && host.providerId === undefined && host.phase !== 'removed';
    return hostKeys.length > 0 ? store.hosts.all().find(isTaking) : undefined;
  }
  function refuseMissingJump(poolId: string, drafts: readonly MachineDraft[]): void {
    for (const { jumpId } of drafts) {
      if (jumpId !== null && jumpHosts.get(jumpId)?.poolId !== poolId)
        throw new RockpoolError(say.jumpGone(jumpId));
    }
  }
  function refuseUsed(machine: LabMachine): void {
    const host = hostOf(machine);
    if (host) throw new RockpoolError(say.inUse(machine, host.name));
    // Off the list it would keep the mark of a host that nobody can give back.
    const coming = hostToBe(machine);
    if (coming) throw new RockpoolError(say.beingTaken(machine, coming.name));
  }
  async function publicKey(poolId: string): Promise<string> {
    const stored = secrets.poolKey(poolId);
    if (stored !== undefined) return publicKeyOf(stored);
    const made = await makeKeyPair(
      `rockpool-${store.pools.get(poolId)?.name ?? poolId}`.replace(/\s+/g, '-'),
    );
    // Somebody may have asked at the same time.
    const meanwhile = secrets.poolKey(poolId);
    if (meanwhile !== undefined) return publicKeyOf(meanwhile);
    secrets.setPoolKey(poolId, made.privateKey);
    return made.publicKey;
  }
  /** Who uses what was given anew connects anew with it. */
  function keep(place: LabMachine | JumpHost, given: LoginSecrets): void {
    const { id, login } = place;
    secrets.keep(place, given);
    if (given.passphrase === undefined && given.sudoPassword === undefined) return;
    connections.renew(other => other.id === id || (login.kind === 'file' && isSameLogin(login, other.login)));
  }
  const places = () => [...machines.all(), ...jumpHosts.all()];
  function forget(machine: LabMachine): void {
    machines.remove(machine.id);
    connections.close(machine.id);
    secrets.forgetUnused(machine, places());
  }

  // A machine serves its pool alone: without that it stands on no list.
  const unsubscribe = store.onCommit(({ pools }) => {
    for (const poolId of pools?.removed ?? []) {
      const orphans = machines.all().filter(machine => machine.poolId === poolId);
      const jumps = jumpHosts.all().filter(jump => jump.poolId === poolId);
      store.transaction(() => {
        for (const machine of orphans) forget(machine);
        for (const { id } of jumps) jumpHosts.remove(id);
      });
      for (const jump of jumps) {
        connections.close(jump.id);
        secrets.forgetUnused(jump, places());
      }
      secrets.forgetPool(poolId);
    }
  });

  return {
    jumpHosts: createJumpHosts({ ...dependencies, secrets, connections, files, keep }),
    sshFiles: files,
    of: poolId =>
      machines
        .all()
        .filter(machine => machine.poolId === poolId)
        .map(machine => ({
          ...{ id: machine.id, name: machine.label || machine.address, slots: machine.slots },
          connection: connections.to(machine),
        })),
    connection(id) {
      const machine = machines.get(id);
      return machine && connections.to(machine);
    },
    engine: url =>
      sshEngine(url, () => connections.to(found(url.slice('ssh://'.length))), { clock, random, platform }),
    publicKey,
    privateKey: secrets.poolKey,
    jump(poolId, place) {
      const isIt = (one: JumpHost) =>
        one.poolId === poolId && one.user === place.user && isSamePlace(one, place);
      const jump = jumpHosts.all().find(isIt);
      return jump && connections.toJump(jump);
    },
    async add(poolId, wanted, { knownHosts = false, ...given } = {}) {
      const drafts = wanted.map(one => machineDraftSchema.parse(one));
      const pool = store.pools.get(poolId);
      if (!pool) throw new RockpoolError(say.poolMissing(poolId));
      await publicKey(poolId);
      const knownKeys = knownHosts ? await files.knownKeys() : () => [];
      refuseKnown(drafts);
      refuseMissingJump(poolId, drafts);
      const added = store.transaction(() =>
        drafts.map(draft => {
          const id = random.hex(ID_BYTES);
          const machine: LabMachine = {
            ...{ ...draft, id, poolId, addedAt: clock.now() },
            hostKeys: knownKeys(draft.address, draft.port),
          };
          keep(machine, given);
          machines.put(id, machine);
          const text = `The machine ${placeOf(machine)} was added to ${pool.name}${say.knownBy(machine)}.`;
          activity.note('info', text, { poolId });
          return machine;
        }),
      );
      changed(poolId);
      return added;
    },
    update(id, wanted, given = {}) {
      const draft = machineDraftSchema.parse(wanted);
      const before = found(id);
      refuseKnown([draft], id);
      refuseMissingJump(before.poolId, [draft]);
      const after = { ...before, ...draft };
      // At another address another machine may answer; a host is known by its key wherever it is.
      const isKnown = isSamePlace(before, after) || (hostOf(before) ?? hostToBe(before)) !== undefined;
      const machine = { ...after, hostKeys: isKnown ? before.hostKeys : [] };
      keep(machine, given);
      machines.put(id, machine);
      secrets.forgetUnused(before, places());
      changed(machine.poolId);
      return machine;
    },
    remove(id) {
      const machine = found(id);
      refuseUsed(machine);
      store.transaction(() => {
        forget(machine);
        activity.note('info', `The machine ${placeOf(machine)} was taken off the list.`, {
          poolId: machine.poolId,
        });
      });
    },
    async check(id, options) {
      const checked = await checkMachine(connections.way(found(id)), { ...options, clock, random });
      // What was wrong may be right now.
      const machine = machines.get(id);
      if (machine && checked.checks.every(({ state }) => state !== 'failed')) {
        connections.retry(machine);
        changed(machine.poolId);
      }
      return checked;
    },
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
      changed(machine.poolId);
    },
    [Symbol.dispose]() {
      unsubscribe();
      connections[Symbol.dispose]();
    },
  };
}

/** Behind another jump host the same address is another machine. */
const keyOf = ({ address, port, jumpId }: Pick<MachineDraft, 'address' | 'port' | 'jumpId'>) =>
  `${address.toLowerCase()}:${port} ${jumpId ?? ''}`;
