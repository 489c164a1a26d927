import type { Host } from '../../driver/model/host';
import { isLive } from '../../driver/model/instance';
import { disarm } from './ambush';
import { standDown, waylay } from './cloud/ambush';
import { copyHosts } from './cloud/copies';
import { missingThings, setRight, thingsLeft } from './cloud/things';
import { isIntrudedOn, missingForeign, withdraw } from './foreign';
import { passes } from './passes';
import { use } from './people';
import type { Scene } from './scene';
import { still } from './still';
import type { Rockpool } from './workstation';

const MINUTE_MS = 60_000;
/** Everything that was broken is right again by then: the longest of all waits, twice. */
const CONVERGES_MS = 60 * MINUTE_MS;
const SHUTS_DOWN_MS = 40 * MINUTE_MS;
const LOOK_EVERY_MS = 10_000;

/** Whoever crashes is started again at once. */
const AT_LAST = [0, 0, 0] as const;

/** The second half of a history: nothing goes wrong any more, so everything has to become right, and then nothing. */
export async function calm(scene: Scene): Promise<void> {
  endTrouble(scene);
  if (await until(scene, CONVERGES_MS, 'the pool becomes right', notRight)) return;
  if (await still(scene)) return;
  if (scene.script.project?.hasCopies) {
    await copyHosts(scene);
    if (await until(scene, CONVERGES_MS, 'the pool becomes right', notRight)) return;
  }
  withdraw(scene);
  scene.note('· shutdown');
  for (const cell of scene.script.atLast ?? []) waylay(scene, cell, AT_LAST);
  const shutDown = (rockpool: Rockpool) => endAll(rockpool, scene);
  for (const { rockpool } of scene.workstations) use(scene, rockpool, shutDown);
  await until(scene, SHUTS_DOWN_MS, 'shutdown reaches zero', notEmpty, shutDown);
  for (const id of [...missingForeign(scene), ...missingThings(scene)])
    scene.violate('nothing foreign touched', `${id} is missing.`);
}

/** The Rockpool that may write to the pool; where none may yet, any. */
function holderOf({ workstations }: Scene): Rockpool | undefined {
  const all = workstations.flatMap(({ rockpool }) => (rockpool ? [rockpool] : []));
  const states = ['held', 'waiting', 'idle'];
  const inState = (state: string) => all.find(({ pools }) => pools.plans()[0]?.lease?.state === state);
  return states.map(inState).find(one => one !== undefined) ?? all[0];
}

/** True of a pool that is shut down and empty while another Rockpool, which has not shut it down, waits to have it. */
function isPassedOn({ store }: Rockpool, scene: Scene): boolean {
  const others = scene.workstations.flatMap(({ rockpool }) => rockpool?.store.pools.all() ?? []);
  if (others.every(({ config }) => config.DD_SHUTDOWN_MODE)) return false;
  return ours(scene).length === 0 && !store.instances.all().some(isLive);
}

/** As an admin has it who wants to pay for nothing. */
function removeLeftovers({ pools, store }: Rockpool): void {
  for (const { id, config } of store.pools.all()) {
    if (!config.DD_REMOVE_LEFTOVERS) pools.configure(id, { DD_REMOVE_LEFTOVERS: true });
  }
}

function endTrouble(scene: Scene): void {
  const { simulator, workstations } = scene;
  scene.note('· calm');
  disarm(scene);
  standDown(scene);
  simulator.clear();
  simulator.configure({ failureRates: {} });
  setRight(scene);
  for (const one of workstations) {
    one.wake();
    if (!one.runs) one.start();
  }
}

/**
 * @param insist called at each look, since another may have the pool by then, and may find more
 * @returns true where something was seen that must not be
 */
async function until(
  scene: Scene,
  limitMs: number,
  rule: string,
  problem: (rockpool: Rockpool, scene: Scene) => string | undefined,
  insist: (rockpool: Rockpool) => void = removeLeftovers,
): Promise<boolean> {
  const limit = scene.clock.monotonic() + limitMs;
  for (;;) {
    if (await passes(scene, LOOK_EVERY_MS)) return true;
    const rockpool = holderOf(scene);
    use(scene, rockpool, insist);
    const found = rockpool ? problem(rockpool, scene) : 'No Rockpool runs.';
    if (!found) return false;
    if (scene.clock.monotonic() < limit) continue;
    const { hosts, instances } = rockpool?.store ?? {};
    const state = {
      plan: rockpool?.pools.plans()[0],
      hosts: hosts
        ?.all()
        .filter(({ phase }) => phase !== 'removed')
        .map(({ history, ...rest }) => ({ ...rest, last: history.at(-1) })),
      instances: instances
        ?.all()
        .filter(isLive)
        .map(({ config, log, ...rest }) => rest),
    };
    scene.violate(rule, `${found} ${JSON.stringify(state)}`);
    return true;
  }
}

/** Why the pool isn't as it should be yet. */
function notRight(rockpool: Rockpool, scene: Scene): string | undefined {
  const { pools, store } = rockpool;
  const [plan] = pools.plans();
  const [pool] = store.pools.all();
  if (!plan || !pool) return 'There is no plan.';
  const { config } = pool;
  const hosts = store.hosts.all().filter(({ phase }) => phase !== 'removed');
  const live = store.instances.all().filter(isLive);
  const unsettled = live.find(
    ({ state, error, unknown }) => error || unknown || (state !== 'running' && state !== 'queueing'),
  );
  if (unsettled) return `${unsettled.id} is ${unsettled.state}.`;
  const isKept = (host: Host) => host.phase === 'removing' && isIntrudedOn(host.id, scene);
  const moving = hosts.find(
    host => host.unreachable || !(['active', 'draining'].includes(host.phase) || isKept(host)),
  );
  if (moving) return `${moving.id} is ${moving.phase}.`;
  const known = new Set(hosts.map(({ id }) => id));
  const stray = ours(scene).find(({ hostId }) => !known.has(hostId));
  if (stray) return `${stray.providerId} is of no host.`;
  const queue = live.filter(({ state }) => state === 'queueing');
  if (config.DD_SHUTDOWN_MODE) {
    if (queue.length > 0) return 'The queue is not refused.';
    return isPassedOn(rockpool, scene) ? 'Another Rockpool has not got the pool yet.' : undefined;
  }
  const isFull =
    plan.hosts.count >= (plan.hosts.max ?? 0) ||
    scene.simulator.world.machines().length >= scene.simulator.config.quota;
  // It came while hosts were larger, and waits for room on one of those.
  if ((queue[0]?.slots ?? 0) > config.DD_HOST_FLAVOR_SLOTS_LARGE) return undefined;
  const lacks = plan.slots.free < config.DD_FREE_SLOT_TARGET || queue.length > 0;
  if (!lacks) return undefined;
  if (!isFull)
    return `${queue.length} wait, ${plan.slots.free} of ${config.DD_FREE_SLOT_TARGET} slots are free, and there is room for hosts.`;
  if (queue.some(({ reason }) => !reason)) return 'Somebody waits and is not told what for.';
  return plan.waiting.length > 0 ? undefined : 'The target is missed, and the plan does not say why.';
}

/** As an admin has it who wants nothing left. */
function endAll(rockpool: Rockpool, scene: Scene): void {
  const { instances, pools, store } = rockpool;
  removeLeftovers(rockpool);
  for (const { id, config } of store.pools.all())
    if (!config.DD_SHUTDOWN_MODE) pools.configure(id, { DD_SHUTDOWN_MODE: true });
  const ids = store.instances
    .all()
    .filter(one => isLive(one) && one.state !== 'deleting')
    .map(({ id }) => id);
  for (const id of ids) scene.book.unwanted.add(id);
  if (ids.length > 0) instances.destroy(ids);
}

function notEmpty({ store }: Rockpool, scene: Scene): string | undefined {
  const { simulator } = scene;
  const [machine] = ours(scene);
  if (machine) return `${machine.providerId} of ${machine.hostId} is left.`;
  const host = store.hosts.all().find(({ phase }) => phase !== 'removed');
  if (host) return `${host.id} is ${host.phase}.`;
  const [pool] = store.pools.all();
  const thing = simulator.world.things.at(simulator.world.now()).find(({ poolId }) => poolId === pool?.id);
  if (thing) return `${thing.kind} ${thing.id} is left.`;
  const [left] = thingsLeft(scene);
  if (left !== undefined) return `${left} is left.`;
  const instance = store.instances.all().find(isLive);
  return instance && `${instance.id} is ${instance.state}.`;
}

function ours({ simulator, workstations }: Scene) {
  const pools = new Set(
    workstations.flatMap(one => one.rockpool?.store.pools.all().map(({ id }) => id) ?? []),
  );
  return simulator.world.machines().filter(({ poolId }) => pools.has(poolId));
}
