import type { Clock } from '../../../driver/model/clock';
import { readMetadata } from '../../../driver/providers/openstack/marks';
import type { SimulatorConfig, World } from '../../../driver/providers/simulator';
import type { SimulatedMachine } from '../../../driver/providers/simulator/machines';
import type { OpenStack } from '../../support/openstack';

/**
 * The servers of an emulated cloud as machines of the simulated one, which have engines: each change there is one here at
 * the same moment. So whoever checks sees what is, whatever a listing says.
 */
export interface Mirror {
  /** To be called whenever something may have changed. */
  look(): void;
  /** Whose a volume was when it was last seen attached. */
  ownerOf(volumeId: string): string | undefined;
  end(): void;
}

const NEVER = Number.POSITIVE_INFINITY;

export function mirrorOf(
  { world: there }: OpenStack,
  { world, clock, config }: { world: World; clock: Clock; config(): SimulatorConfig },
): Mirror {
  const known = new Map<string, SimulatedMachine>();
  const owners = new Map<string, string>();
  let cancel = () => {};

  function place(server: ReturnType<typeof servers>[number]): SimulatedMachine {
    const { flavors, images } = config();
    const mark = readMetadata(server.metadata);
    const now = world.now();
    const flavor = flavors.find(({ name }) => name === server.flavor.name) ?? flavors[0];
    if (!flavor) throw new Error('The simulated cloud has no flavor.');
    const machine: SimulatedMachine = {
      ...{ poolId: mark?.poolId ?? 'nobody', hostId: mark?.hostId ?? server.id },
      ...{ controllerId: mark?.controllerId ?? 'nobody', providerId: server.id, flavor },
      ...{ askedAt: now, runsAt: NEVER, engineAt: NEVER, failsAt: NEVER, endedAt: NEVER, goneAt: NEVER },
      ...{ images: new Set(images), containers: new Map(), made: 0 },
    };
    known.set(server.id, machine);
    world.place(machine);
    return machine;
  }
  const servers = () => there.everything().servers;

  function follow(server: ReturnType<typeof servers>[number]): void {
    const machine = known.get(server.id) ?? place(server);
    const now = world.now();
    for (const { volumeId } of server.attachments) owners.set(volumeId, machine.hostId);
    if (server.vmState === 'active' && machine.runsAt === NEVER) {
      machine.runsAt = now;
      machine.engineAt = now + world.draw(config().prepareMs);
      world.tell('machine runs', server.id, machine);
      world.changesAt(machine, machine.engineAt);
    }
    if (server.vmState === 'error' && machine.failsAt > now) {
      machine.failsAt = now;
      world.tell('machine failed', server.id, machine);
      world.changed(machine);
    }
    if (server.taskState === 'deleting' && machine.endedAt === NEVER) {
      machine.endedAt = now;
      world.tell('machine ended', server.id, machine);
      world.changed(machine);
    }
  }

  function look(): void {
    const all = servers();
    for (const server of all) follow(server);
    const ids = new Set(all.map(({ id }) => id));
    for (const [id, machine] of known) {
      if (ids.has(id)) continue;
      known.delete(id);
      machine.goneAt = Math.min(machine.goneAt, world.now());
      world.tell('machine gone', id, machine);
      world.changed(machine);
    }
    cancel();
    const next = there.nextInMs;
    cancel = next === undefined ? () => {} : clock.timer(next, look);
  }

  return { look, ownerOf: id => owners.get(id), end: () => cancel() };
}
