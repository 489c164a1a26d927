import type { Engine } from '../engine';
import type { Random } from '../model/clock';
import { RockpoolError } from '../model/errors';
import type { Host } from '../model/host';
import { hasFlavors, type Pool } from '../model/pool';
import { newHostId } from './hosts';
import { type PrepareContext, type PrepareDependencies, prepareHost } from './prepare';
import { type ReleaseDependencies, releaseLeftover } from './release';
import type { Action } from './snapshot';

export interface ActDependencies extends PrepareDependencies {
  random: Random;
}

export type ActContext = ActDependencies &
  PrepareContext &
  Pick<ReleaseDependencies, 'records'> & { engineOf(hostId: string): Engine | undefined };
type Signal = { signal: AbortSignal };

export function isLaunch(action: Action): action is Extract<Action, { type: 'launch' | 'resume' }> {
  return action.type === 'launch' || action.type === 'resume';
}

/**
 * Does what a plan says. What is a mere note in the state is there when this returns, and so is the record of what a call
 * is about to do; the promise is of the call, which goes out once that record is durable.
 */
export function act(
  action: Action,
  pool: Pool,
  context: ActContext,
  signal: Signal,
): Promise<void> | undefined {
  const { work, hostRows, provider, random } = context;
  switch (action.type) {
    case 'createHost': {
      const { hostId: id = newHostId(random), flavor, slots, reason } = action;
      const made = hasFlavors(pool.provider) ? { flavor } : {};
      const host = hostRows.add(pool, { id, name: provider.nameOf(id), slots, ...made }, reason);
      return createHost(host, context, signal);
    }
    case 'adoptHost': {
      const { machine, reason } = action;
      hostRows.adopt(pool, machine, provider.nameOf(machine.hostId), reason);
      return undefined;
    }
    case 'release':
      return releaseLeftover(action.resource, { ...context, poolId: pool.id }, signal);
    case 'stopPreparing':
    case 'tryHost':
      return undefined;
    case 'moveHost':
      hostRows.transition(action.hostId, action, action.reason, action.changes);
      return undefined;
    case 'noteHost':
      hostRows.note(action.hostId, action.changes);
      return undefined;
    case 'prepareHost':
      return prepareHost(action.hostId, pool, engine(context, action.hostId), context, signal);
    case 'destroyHost':
      return destroyHost(hostOf(context, action.hostId), pool, action.reason, context, signal);
    case 'launch':
      work.place(action.instanceId, action.hostId, action.reason);
      return work.provision(action.instanceId, engine(context, action.hostId), signal);
    case 'resume':
      return work.provision(action.instanceId, engine(context, action.hostId), signal);
    case 'cancel':
      return undefined;
    case 'end':
      work.end(action.instanceId, action.reason);
      return undefined;
    case 'setEnd':
      work.setEnd(action.instanceId, action.endsAt, action.reason);
      return undefined;
    case 'doom':
      work.doom(action.instanceId, action.error);
      return undefined;
    case 'noteDeath':
      return work.noteDeath(action.instanceId, action.containerId, engine(context, action.hostId), signal);
    case 'remove': {
      const where = action.hostId === undefined ? undefined : engine(context, action.hostId);
      return work.remove(action.instanceId, where, signal);
    }
    case 'adopt': {
      const host = hostOf(context, action.hostId);
      return work.adopt(action.container, host, () => engine(context, action.hostId), signal);
    }
    case 'sweep':
      return engine(context, action.hostId).remove(action.containerId, {
        ...signal,
        unlessItRuns: action.unlessItRuns,
      });
  }
}

function hostOf({ store }: ActContext, hostId: string): Host {
  const host = store.hosts.get(hostId);
  if (!host)
    throw new RockpoolError({
      kind: 'bug',
      code: 'HOST_MISSING',
      what: 'A host has no record.',
      where: hostId,
    });
  return host;
}

function engine(context: ActContext, hostId: string): Engine {
  const found = context.engineOf(hostId);
  if (found) return found;
  throw new RockpoolError({
    kind: 'bug',
    code: 'ENGINE_UNKNOWN',
    what: 'An action needs the engine of a host whose address is not known.',
    where: hostOf(context, hostId).name,
  });
}

/** Not begun before what is to be done is on the disk: for all hosts of a round the disk is waited for once. */
async function createHost(
  host: Host,
  { provider, store, hostRows }: ActContext,
  { signal }: Signal,
): Promise<void> {
  await store.durable();
  signal.throwIfAborted();
  await provider.create(host, { signal, onId: askedId => hostRows.note(host.id, { askedId }) });
}

async function destroyHost(
  host: Host,
  { id: poolId, config }: Pool,
  reason: string,
  { provider, hostRows, store, activity }: ActContext,
  { signal }: Signal,
): Promise<void> {
  await store.durable();
  signal.throwIfAborted();
  const onLine = (text: string) => activity.note('info', text, { poolId, hostId: host.id });
  if ((await provider.destroy(host, { signal, config, onLine })) === 'gone')
    hostRows.transition(host.id, { from: 'removing', to: 'removed' }, reason);
}
