import type { Activity } from '../activity/activity';
import type { Clock, Random } from '../model/clock';
import { RockpoolError } from '../model/errors';
import { type JumpHost, type JumpHostInput, jumpHostDraftSchema } from '../model/jumpHost';
import { type HostKey, placeOf } from '../model/labMachine';
import type { LoginSecrets } from '../model/login';
import { askHostKey } from '../ssh';
import type { Store } from '../store/store';
import { type Connections, isSamePlace } from './connections';
import * as say from './messages';
import type { Given, MachineSecrets } from './secrets';
import type { SshFiles } from './sshFiles';

/** The jump hosts of pools: what leads on to machines that aren't reached directly. */
export interface JumpHosts {
  /** One that is on the pool's list already is given back as it is. @throws RockpoolError NOT_FOUND, JUMP_HOST_MISSING */
  add(poolId: string, jump: JumpHostInput, given?: Given): Promise<JumpHost>;
  /** At another address it is to be confirmed anew. @throws RockpoolError JUMP_HOST_MISSING, JUMP_HOST_CIRCLE */
  update(id: string, jump: JumpHostInput, secrets?: LoginSecrets): JumpHost;
  /** @throws RockpoolError JUMP_HOST_MISSING, JUMP_HOST_IN_USE while it leads on to a machine or another one */
  remove(id: string): void;
  /** An admin has compared the key that it shows: it alone is the right one from now on. @throws RockpoolError JUMP_HOST_MISSING */
  confirm(id: string, key: HostKey): void;
  /** The key that it shows, to be compared and confirmed; nothing is sent there. @throws RockpoolError JUMP_HOST_MISSING, what SshConnection throws */
  ask(id: string, options: { signal: AbortSignal }): Promise<HostKey>;
}

interface Dependencies {
  store: Store;
  secrets: MachineSecrets;
  connections: Connections;
  activity: Activity;
  clock: Clock;
  random: Random;
  files: SshFiles;
  changed(poolId: string): void;
  /** Keeps what was given, and has who uses it connect anew. */
  keep(jump: JumpHost, secrets: LoginSecrets): void;
}

const ID_BYTES = 8;

export function createJumpHosts(dependencies: Dependencies): JumpHosts {
  const { store, secrets, connections, activity, clock, random, files, keep, changed } = dependencies;
  const { jumpHosts } = store;

  function found(id: string): JumpHost {
    const jump = jumpHosts.get(id);
    if (jump) return jump;
    throw new RockpoolError(say.jumpGone(id));
  }
  /** What is to lead to it is another one of the same pool, and not reached through it. */
  function refuseWay(poolId: string, jumpId: string | null, itself?: JumpHost): void {
    for (let id = jumpId; id !== null; id = found(id).jumpId) {
      if (found(id).poolId !== poolId) throw new RockpoolError(say.jumpGone(id));
      if (id === itself?.id) throw new RockpoolError(say.jumpCircle(itself));
    }
  }
  return {
    async add(poolId, wanted, { knownHosts = false, ...given } = {}) {
      const draft = jumpHostDraftSchema.parse(wanted);
      const pool = store.pools.get(poolId);
      if (!pool) throw new RockpoolError(say.poolMissing(poolId));
      const knownKeys = knownHosts ? await files.knownKeys() : () => [];
      refuseWay(poolId, draft.jumpId);
      const isSame = (one: JumpHost) =>
        isSamePlace(one, draft) && one.user === draft.user && one.jumpId === draft.jumpId;
      const same = jumpHosts.all().find(one => one.poolId === poolId && isSame(one));
      if (same) return same;
      const id = random.hex(ID_BYTES);
      const jump: JumpHost = {
        ...{ ...draft, id, poolId, addedAt: clock.now() },
        hostKeys: knownKeys(draft.address, draft.port),
      };
      keep(jump, given);
      store.transaction(() => {
        jumpHosts.put(id, jump);
        const text = `The jump host ${placeOf(jump)} was added to ${pool.name}${say.knownBy(jump)}.`;
        activity.note('info', text, { poolId });
      });
      return jump;
    },
    update(id, wanted, given = {}) {
      const before = found(id);
      const after = { ...before, ...jumpHostDraftSchema.parse(wanted) };
      refuseWay(before.poolId, after.jumpId, before);
      const jump = { ...after, hostKeys: isSamePlace(before, after) ? before.hostKeys : [] };
      keep(jump, given);
      jumpHosts.put(id, jump);
      secrets.forgetUnused(before, [...store.machines.all(), ...jumpHosts.all()]);
      changed(jump.poolId);
      return jump;
    },
    remove(id) {
      const jump = found(id);
      const isBehind = ({ jumpId }: { jumpId: string | null }) => jumpId === id;
      const behind = store.machines.all().filter(isBehind).length;
      if (behind > 0 || jumpHosts.all().some(isBehind)) throw new RockpoolError(say.jumpInUse(jump, behind));
      store.transaction(() => {
        jumpHosts.remove(id);
        const text = `The jump host ${placeOf(jump)} was taken off the list.`;
        activity.note('info', text, { poolId: jump.poolId });
      });
      connections.close(id);
      secrets.forgetUnused(jump, [...store.machines.all(), ...jumpHosts.all()]);
    },
    async ask(id, { signal }) {
      const jump = found(id);
      const through = await connections.throughTo(jump, signal);
      return askHostKey(connections.toJump(jump).target, { clock, signal, through });
    },
    confirm(id, key) {
      const jump = found(id);
      store.transaction(() => {
        jumpHosts.put(id, { ...jump, hostKeys: [key] });
        const text = `The jump host ${placeOf(jump)} was confirmed by its key ${key.fingerprint}.`;
        activity.note('info', text, { poolId: jump.poolId });
      });
      changed(jump.poolId);
    },
  };
}
