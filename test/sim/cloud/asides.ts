import { RockpoolError } from '../../../driver/model/errors';
import { STARTED_FROM } from '../../../driver/providers/openstack/warm/starts';
import type { SimulatorConfig, World } from '../../../driver/providers/simulator';
import { stateOf } from '../../../driver/providers/simulator/machines';
import type { SshConnection } from '../../../driver/ssh';
import type { OpenStack } from '../../support/openstack';
import type { VirtualClock } from '../../support/virtualClock';

/** What a host is told over SSH where it is to be copied. */
export type AsideWord = 'take' | 'back' | 'soon';

/**
 * Hosts at the other end of SSH, as far as they are made ready to be copied: what is theirs alone is taken aside and their
 * Docker stopped, until they are told to put it back, or do so by themselves. It goes on whatever becomes of who asked.
 */
export interface Asides {
  /** One command. @returns what it says; undefined: it failed */
  ssh(serverId: string, what: AsideWord, limitMs: number): Promise<string | undefined>;
}

/** The same, as who checks sees it. */
export interface AsideHosts extends Asides {
  /** To be called after each request by which a copy may have come into being. */
  look(): void;
  /** Why a server must not have been started from what its metadata names; undefined: that is all right. */
  faultOf(metadata: Readonly<Record<string, string>>): string | undefined;
}

/** Docker is stopped, and started again. */
const STOPS_MS = { min: 500, max: 4_000 };
const STARTS_MS = { min: 500, max: 4_000 };
const FAILS = 0.05;
const WHOLE = new Set(['active', 'available']);

export interface AsideDependencies {
  clock: VirtualClock;
  world: World;
  emulator: OpenStack;
  config(): SimulatorConfig;
}

export function asideHosts({ clock, world, emulator, config }: AsideDependencies): AsideHosts {
  /** Until when (ms of the simulation) a server is as it has to be. */
  const asideUntil = new Map<string, number>();
  const known = new Set<string>();
  /** Copies that have something of a host's own in them, and how that came. */
  const spoiled = new Map<string, string>();

  const isAside = (serverId: string) => (asideUntil.get(serverId) ?? 0) > world.now();
  function copies() {
    const { images, snapshots } = emulator.world.everything();
    return [
      ...images.map(({ id, status, properties }) => ({ id, status, serverId: properties.instance_uuid })),
      ...snapshots.map(({ id, status, metadata }) => {
        return { id, status, serverId: metadata.rockpool_start_server };
      }),
    ];
  }
  function look(): void {
    for (const { id, serverId } of copies()) {
      if (known.has(id) || serverId === undefined) continue;
      known.add(id);
      if (!isAside(serverId)) spoiled.set(id, 'was made of a host that was in use');
    }
  }
  /** Its Docker is started, and what was aside is back. */
  function end(serverId: string): void {
    asideUntil.delete(serverId);
    for (const copy of copies())
      if (copy.serverId === serverId && !WHOLE.has(copy.status))
        spoiled.set(copy.id, 'was not whole when its host was put right');
    const machine = world.machine(serverId);
    if (!machine) return;
    machine.engineAt = world.now() + world.draw(STARTS_MS);
    world.changed(machine);
    world.changesAt(machine, machine.engineAt);
  }
  function machineOf(serverId: string) {
    const machine = world.machine(serverId);
    if (machine && stateOf(machine, world.now()) === 'running') return machine;
    const what = "The machine can't be reached over SSH.";
    throw new RockpoolError({ kind: 'transient', code: 'SSH_UNREACHABLE', what });
  }
  async function take(serverId: string, limitMs: number): Promise<string | undefined> {
    await clock.sleep(world.draw(STOPS_MS));
    const machine = machineOf(serverId);
    if (world.happens(FAILS)) return undefined;
    const until = world.now() + limitMs;
    asideUntil.set(serverId, until);
    // It is not up before then, unless it is told to be.
    machine.engineAt = until;
    world.changed(machine);
    world.later(limitMs, () => {
      if (asideUntil.get(serverId) === until) end(serverId);
    });
    return '';
  }

  return {
    async ssh(serverId, what, limitMs) {
      await clock.sleep(world.draw(config().engineLatencyMs));
      machineOf(serverId);
      if (what === 'take') return take(serverId, limitMs);
      const was = isAside(serverId);
      if (was) end(serverId);
      if (what === 'back') await clock.sleep(Math.max(0, machineOf(serverId).engineAt - world.now()));
      return was ? 'put back' : 'was back';
    },
    look,
    faultOf(metadata) {
      const id = metadata[STARTED_FROM];
      const why = id === undefined ? undefined : spoiled.get(id);
      return why && `${id}, which ${why}`;
    },
  };
}

const target = { user: 'debian', address: '192.0.2.1', port: 22 };

/** The connection that a process has to a host, as far as it makes it ready to be copied. */
export function asideConnection(serverId: string, asides: Asides): SshConnection {
  const run: SshConnection['run'] = async (_, { input = '' }) => {
    const [, what = '', seconds = '0'] = /^set -- '(\w+)'(?: '(\d+)')?/m.exec(String(input)) ?? [];
    const said = await asides.ssh(serverId, what as AsideWord, Number(seconds) * 1000);
    return said === undefined
      ? { status: 1, stdout: '', stderr: 'It could not be stopped.', signal: undefined }
      : { status: 0, stdout: `${said}\n`, stderr: '', signal: undefined };
  };
  return { run, target } as unknown as SshConnection;
}
