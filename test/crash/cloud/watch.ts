import { groupNameOf, readMetadata, readText } from '../../../driver/providers/openstack/marks';
import type { EmulatedCloud } from '../../sim/cloud/cloud';
import { missingThings, thingsLeft } from '../../sim/cloud/things';
import { POOL_ID } from '../../sim/samples';
import type { CloudStage } from './stage';

/** What must hold of a project, at every moment and at the end. */
export interface ProjectWatch {
  note(wrong: string): void;
  look(): void;
  /** @throws Error with what was wrong on the way */
  check(): void;
  /** What is out there has a record, and what is recorded is there, of each kind once. @throws Error */
  compare(stage: CloudStage): void;
  /** Of nine kinds nothing of ours is left, and all that others had is there. @throws Error */
  isEmpty(): void;
  state(stage: CloudStage): string;
}

export function watchProject(cloud: EmulatedCloud, most: number): ProjectWatch {
  const { world } = cloud.emulator;
  const wrong = new Set<string>();
  const hostOf = (metadata: Readonly<Record<string, unknown>>) => {
    const mark = readMetadata(metadata);
    return mark?.poolId === POOL_ID ? [mark.hostId ?? 'nobody'] : [];
  };
  const ofText = (text: string | null) => {
    const mark = readText(text);
    return mark?.poolId === POOL_ID ? [mark.hostId ?? 'the pool'] : [];
  };
  const machines = () => world.everything().servers.flatMap(({ metadata }) => hostOf(metadata));

  const watch: ProjectWatch = {
    note: what => void wrong.add(what),
    look() {
      const all = machines();
      if (all.length > most) wrong.add(`${all.length} machines at a time`);
      if (new Set(all).size < all.length) wrong.add(`two machines for one host: ${all}`);
    },
    check() {
      if (wrong.size > 0) throw new Error([...wrong].join('; '));
    },
    compare({ stand: { rockpool } }) {
      const hosts = rockpool.store.hosts.all().filter(({ phase }) => phase !== 'removed');
      const ids = hosts.map(({ id }) => id);
      const { volumes, floatingIps, serverGroups, securityGroups } = world.everything();
      same('machines', machines(), ids);
      // Of each the root and the data volume.
      const ofHosts = volumes.flatMap(({ metadata }) => hostOf(metadata));
      same('volumes', ofHosts, [...ids, ...ids]);
      const addresses = floatingIps.flatMap(({ description }) => ofText(description));
      same('floating addresses', addresses, ids);
      const one = ids.length > 0 ? [groupNameOf(POOL_ID)] : [];
      const groups = securityGroups.map(({ name }) => name).filter(name => name === groupNameOf(POOL_ID));
      same('security groups', groups, one);
      const apart = serverGroups.filter(({ name }) => ofText(name).length > 0);
      same(
        'server groups',
        apart.map(() => groupNameOf(POOL_ID)),
        one,
      );
    },
    isEmpty() {
      same('things after the shutdown', thingsLeft({ cloud }), []);
      same('what others lack', missingThings({ cloud }), []);
    },
    state({ stand }) {
      const { store } = stand.rockpool;
      const hosts = store.hosts.all().map(({ id, phase, leaving }) => ({ id, phase, leaving }));
      return JSON.stringify({ hosts, left: thingsLeft({ cloud }), calls: stand.calls.slice(-8) }, null, 1);
    },
  };
  return watch;
}

function same(what: string, found: string[], recorded: string[]): void {
  const [one, other] = [found, recorded].map(all => [...all].sort().join(' '));
  if (one !== other) throw new Error(`${what}: out there "${one}", recorded "${other}"`);
}
