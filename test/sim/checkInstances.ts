import { type Instance, mayBecome } from '../../driver/model/instance';
import { isUp } from '../../driver/providers/simulator/machines';
import type { KnownContainer } from './book';
import { checkLost, isSaidToBeGone } from './checks';
import type { Scene } from './scene';
import type { Workstation } from './workstation';

/** The clocks of records are whole milliseconds, and a call may be on its way. */
const SLACK_MS = 5;

/** No instance is lost without a reason, and none has a reason that isn't true. */
export function checkInstance(instance: Instance, by: Workstation, scene: Scene): void {
  const before = scene.book.recordsOf(by.controllerId).instances.get(instance.id);
  const { id, state, error } = instance;
  if (before && before.state !== state && !mayBecome(before.state, state))
    scene.violate('instances move by the table', `${id} went from ${before.state} to ${state}.`);
  if (state === 'deleting' && before?.state !== 'deleting') checkEnd(instance, before, scene);
  if (error && !before?.error) checkError(instance, before, by, scene);
  if (state === 'failed' && !error) scene.violate('no instance lost', `${id} failed without a reason.`);
  if (instance.endedAt !== undefined && before?.endedAt === undefined) checkGone(instance, scene);
}

function checkEnd({ id }: Instance, before: Instance | undefined, scene: Scene): void {
  if (scene.book.unwanted.has(id)) return;
  const now = scene.simulator.clock.now();
  const expiresAt = before?.expiresAt;
  if (before?.state === 'running' && expiresAt !== undefined && expiresAt <= now + SLACK_MS) return;
  const when = expiresAt === undefined ? 'has no end' : `ends in ${Math.round(expiresAt - now)} ms`;
  scene.violate('no instance lost', `${id} is destroyed, nobody wanted it, and it ${when}.`);
}

function checkError(instance: Instance, before: Instance | undefined, by: Workstation, scene: Scene): void {
  const { id, error, hostId } = instance;
  const { book, simulator } = scene;
  if (!error) return;
  const lost = (why: string) =>
    scene.violate('no instance lost', `${id} was given up (${error.code}); ${why}.`);
  if (error.kind === 'bug') {
    scene.violate('no bug of ours', `${id}: ${JSON.stringify(error)}`);
  } else if (error.code === 'HOST_LOST' && hostId) {
    checkLost({ id: hostId }, by, scene);
  } else if (error.code === 'HOST_REMOVED') {
    if (!book.condemned.has(hostId ?? '')) lost('nobody wanted its host to go');
  } else if (error.code === 'SHUTDOWN_MODE') {
    const isOff = !book.recentConfigs().some(config => config.DD_SHUTDOWN_MODE);
    if (isOff || before?.state !== 'queueing')
      lost(`it is ${before?.state}, and the mode is ${isOff ? 'off' : 'on'}`);
  } else if (before?.state === 'running') {
    const now = simulator.world.now();
    const runs = containersOf(id, scene).find(
      ({ container, machine }) => isUp(machine, now) && container.startedAt <= now && container.endsAt > now,
    );
    if (runs) lost(`${runs.container.containerId} runs`);
  }
}

/** What has ended has nothing left on a host that is there. */
function checkGone({ id, state }: Instance, scene: Scene): void {
  const now = scene.simulator.world.now();
  const left = containersOf(id, scene).find(
    ({ machine }) =>
      now < Math.min(machine.failsAt, machine.endedAt, machine.goneAt) && !isSaidToBeGone(machine),
  );
  if (left)
    scene.violate('nothing left over', `${id} is ${state}, and ${left.container.containerId} is there.`);
}

function containersOf(id: string, { book }: Scene): KnownContainer[] {
  return [...book.containers.values()].filter(
    ({ container, removed }) => !removed && container.spec.marks.instance === id,
  );
}
