import type { JumpingClock } from './clocks';
import { endContainer } from './containers';
import type { Fault } from './faults';
import { containerState, isUp, stateOf } from './machines';
import type { World } from './world';

/** A fault that happens once; where it finds nothing that it could happen to, it doesn't. */
export function happen(fault: Fault, { world, clock }: { world: World; clock: JumpingClock }): void {
  const now = world.now();
  const machines = world
    .machines()
    .filter(
      machine => (fault.hostId ?? machine.hostId) === machine.hostId && stateOf(machine, now) === 'running',
    );
  switch (fault.name) {
    case 'clockJumps':
      clock.jump(fault.jumpMs);
      break;
    case 'hostDies': {
      const machine = world.pick(machines);
      if (machine) world.kill(machine);
      break;
    }
    case 'hostVanishes': {
      const machine = world.pick(machines);
      if (machine) world.vanish(machine);
      break;
    }
    case 'containerDies': {
      const running = machines
        .filter(machine => isUp(machine, now))
        .flatMap(machine => [...machine.containers.values()].map(container => ({ machine, container })))
        .filter(({ container }) => containerState(container, now) === 'running');
      const one = world.pick(running);
      if (one) endContainer(world, one.machine, one.container);
    }
  }
}
