import { parseLifetime } from '../../driver/model/duration';
import type { Host } from '../../driver/model/host';
import { type HostPhase, mayMove } from '../../driver/model/hostPhases';
import type { Instance } from '../../driver/model/instance';
import {
  isUp,
  type SimulatedContainer,
  type SimulatedMachine,
  stateOf,
} from '../../driver/providers/simulator/machines';
import { checkInstance } from './checkInstances';
import { FOREIGN, isForeign, isTakenAway } from './foreign';
import { callsOf, type Scene, type Watcher } from './scene';
import type { Workstation } from './workstation';

/** What must hold at every moment, whatever happens; looked at from outside, in the simulated cloud and the store. */
export const invariants: Watcher = {
  onWorld({ what, about }, scene) {
    const machine = scene.simulator.world.machine(about);
    if (what === 'machine asked for' && machine) checkAsked(machine, scene);
    else if (what === 'machine ended' && machine) checkEnded(machine, scene);
    else if (what === 'container made') checkSlots(about, scene);
    else if (what === 'container removed') checkRemoved(about, scene);
    else if (what === 'machineStays met api.destroy') noteStaying(about, scene);
  },
  onCommit(diff, by, scene) {
    for (const host of Object.values(diff.hosts?.put ?? {})) checkHost(host, by, scene);
    for (const instance of Object.values(diff.instances?.put ?? {})) checkInstance(instance, by, scene);
    for (const id of diff.instances?.removed ?? []) {
      const before = scene.book.recordsOf(by.controllerId).instances.get(id);
      if (before && before.endedAt === undefined)
        scene.violate('no instance lost', `The record of ${id} is gone, and it had not ended.`);
    }
  },
};

/** Machines that the cloud has said to be gone, by a fault. */
const stays = new WeakSet<SimulatedMachine>();

/** True of a machine that is there though the cloud has said that it is gone: nobody can know of what is on it. */
export const isSaidToBeGone = (machine: SimulatedMachine): boolean => stays.has(machine);

function noteStaying(id: string, { simulator }: Scene): void {
  for (const machine of simulator.world.machines()) if (machine.hostId === id) stays.add(machine);
}

function checkAsked(machine: SimulatedMachine, scene: Scene): void {
  const { poolId, hostId, providerId } = machine;
  if (poolId === FOREIGN) return;
  const all = scene.simulator.world.machines().filter(one => one.poolId === poolId && !stays.has(one));
  const most = Math.max(...scene.book.recentConfigs().map(({ DD_MAX_HOSTS: max }) => max));
  if (all.length > most) {
    const names = all.map(one => `${one.providerId} (${one.hostId})`).join(', ');
    scene.violate('never over DD_MAX_HOSTS', `${all.length} machines, and at most ${most}: ${names}.`);
  }
  const twin = all.find(one => one.hostId === hostId && one !== machine);
  if (twin) scene.violate('one machine a host', `${hostId} has ${twin.providerId} and ${providerId}.`);
}

/** Listings are some that ask for the end of one instance only: the planning may have had its last this long (ms) before. */
const LISTED_EVERY_MS = 60_000;

/**
 * Who places a container knows how many slots its host has, and what is on it. Others may start what they like later,
 * and an admin may say at any time that it has fewer; said to one Rockpool, another that has the pool does not hear of it.
 */
function checkSlots(containerId: string, scene: Scene): void {
  const known = scene.book.containers.get(containerId);
  if (!known || known.container.spec.marks.controller === FOREIGN) return;
  const { machine, container } = known;
  const now = scene.simulator.world.now();
  const place = scene.book.placeOf(container.spec.marks.instance);
  const listed = place?.listed ?? 0;
  const { instances } = scene.book.recordsOf(container.spec.marks.controller);
  const isKnown = ({ startedAt, createdAt, spec: { marks } }: SimulatedContainer) => {
    if (marks.controller === FOREIGN) return startedAt < listed - LISTED_EVERY_MS;
    // A call that was on its way as the state was lost may make one after all has been looked at anew.
    return instances.has(marks.instance) || createdAt < listed;
  };
  const taken = [...machine.containers.values()]
    .filter(one => one.endsAt > now && isKnown(one))
    .reduce((sum, { spec }) => sum + spec.marks.slots, 0);
  const slots = scene.book.slotsSince(machine.hostId, container.spec.marks.controller, place?.at ?? now);
  if (slots !== undefined && taken > slots)
    scene.violate('never over slots', `${machine.hostId} holds ${taken} of ${slots} slots.`);
}

/**
 * Somebody has asked for the end of a machine. Who does has looked at it once more after that was decided; what others start
 * while that listing or the call is on its way nobody can know of.
 */
function checkEnded(machine: SimulatedMachine, scene: Scene): void {
  const { hostId, providerId } = machine;
  if (machine.poolId === FOREIGN) {
    scene.violate('nothing foreign touched', `${providerId} was ended.`);
    return;
  }
  const host = scene.book.hosts.get(hostId);
  if (scene.book.condemned.has(hostId) || host?.leaving === 'lost') return;
  const now = scene.simulator.world.now();
  // Nothing lives on what has died.
  if (machine.failsAt <= now) return;
  // What others start on it after that, who ends it as a leftover doesn't know of.
  const seenUntil = stays.has(machine) ? Number.NEGATIVE_INFINITY : lookedAt(hostId, scene);
  for (const { containerId, spec, startedAt, endsAt } of machine.containers.values()) {
    if (startedAt > now || endsAt <= now) continue;
    if (spec.marks.controller === FOREIGN && startedAt > seenUntil) continue;
    const instance = scene.book.instances.get(spec.marks.instance);
    scene.violate(
      'no host removed with instances',
      `${hostId} was ended with ${containerId} (${instance?.state ?? 'of no record'}, of ${spec.marks.controller}).`,
    );
  }
}

/** Up to when those who have just asked for the end of a host knew what is on it. */
function lookedAt(hostId: string, { book, pending, orphaned }: Scene): number {
  const asked = callsOf('api.destroy', hostId, [...pending, ...orphaned]);
  const looked = asked.map(({ looked: at = 0, caller }) => {
    const decidedAt = book.phaseSince(hostId, caller.controllerId) ?? 0;
    return at >= decidedAt ? at : Number.POSITIVE_INFINITY;
  });
  return Math.min(...looked);
}

function checkRemoved(containerId: string, scene: Scene): void {
  const known = scene.book.containers.get(containerId);
  if (!known) return;
  const { controller, instance: id } = known.container.spec.marks;
  if (controller === FOREIGN) {
    if (isTakenAway(containerId) || !isForeign(controller, scene)) return;
    scene.violate('nothing foreign touched', `${containerId} was removed.`);
    return;
  }
  const { book, pending, orphaned } = scene;
  const asked = callsOf('engine.remove', known.machine.hostId, [...pending, ...orphaned]).filter(
    ({ removes }) => removes?.containerId === containerId,
  );
  const now = scene.simulator.world.now();
  const ran = known.container.startedAt <= now && known.container.endsAt > now;
  const recordOf = ({ controllerId }: Workstation) => book.recordsOf(controllerId).instances.get(id);
  // Whoever asked for it may have died since, and have lost its records: it knew of what ran as the call went out.
  const records = asked.flatMap(({ removes, caller }) => [removes?.instance, recordOf(caller)]);
  const instances = asked.length > 0 ? records : [book.instances.get(id)];
  if (instances.some(isOver) || (!ran && instances.includes(undefined))) return;
  const instance = instances.find(one => one !== undefined);
  const state = instance?.state ?? 'unknown';
  scene.violate('no instance lost', `${containerId} was removed, and its instance ${id} is ${state}.`);
}

function isOver(instance: Instance | undefined): boolean {
  if (!instance) return false;
  return instance.error !== undefined || instance.state === 'deleting' || instance.endedAt !== undefined;
}

function checkHost(host: Host, by: Workstation, scene: Scene): void {
  const { book, simulator } = scene;
  const before = book.recordsOf(by.controllerId).hosts.get(host.id);
  const { id, phase, leaving } = host;
  for (const [from, to] of movesOf(host, before)) {
    if (!mayMove(from, to)) scene.violate('hosts move by the table', `${id} went from ${from} to ${to}.`);
  }
  if (before?.phase !== phase && phase === 'removed') {
    const left = simulator.world
      .machines()
      .find(({ hostId, endedAt }) => hostId === id && endedAt === Number.POSITIVE_INFINITY);
    if (left && !stays.has(left))
      scene.violate('nothing left over', `${id} counts as removed, and ${left.providerId} is there.`);
  }
  if (leaving === 'lost' && before?.leaving !== 'lost') checkLost(host, by, scene);
}

/** The moves since a record was last written: what is noted in one tick is written once. */
function movesOf({ history, phase }: Host, before: Host | undefined): [HostPhase, HostPhase][] {
  const since = before ? history.slice(before.history.length).map(step => step.phase) : [];
  const phases = before ? [before.phase, ...since] : [];
  if (before && phases.at(-1) !== phase) phases.push(phase);
  return phases.slice(1).flatMap((to, i) => {
    const from = phases[i];
    return from === undefined ? [] : [[from, to] as [HostPhase, HostPhase]];
  });
}

/** A host is lost where its machine is, or where its engine hasn't answered for long enough. */
export function checkLost({ id }: { id: string }, by: Workstation, scene: Scene): void {
  const { world } = scene.simulator;
  const now = world.now();
  const machine = world.machines().find(({ hostId }) => hostId === id);
  if (!machine || machine.endedAt <= now || stateOf(machine, now) === 'failed') return;
  const lostAfter = scene.book
    .recentConfigs()
    .map(config => parseLifetime(config.DD_HOST_LOST_AFTER) || Number.POSITIVE_INFINITY);
  const silentMs = by.awakeMs() - (scene.book.lastAnswer(id, by.controllerId) ?? 0);
  if (silentMs >= Math.min(...lostAfter)) return;
  const state = isUp(machine, now) ? 'its engine is up' : 'its engine is down';
  scene.violate(
    'no host given up that is there',
    `${id} counts as lost after ${Math.round(silentMs)} ms without an answer; ${state}.`,
  );
}
