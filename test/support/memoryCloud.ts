import type { Clock } from '../../driver/model/clock';
import { RockpoolError } from '../../driver/model/errors';
import type {
  CloudCalls,
  SeenFloatingIp,
  SeenGroup,
  SeenImage,
  SeenPort,
  SeenQuotas,
  SeenServer,
  SeenThing,
  SeenVolume,
} from '../../driver/providers/openstack/calls';
import { quotaReached } from '../../driver/providers/openstack/messages';
import { blockDevices, serverMark } from '../../driver/providers/openstack/wish';

type Kind = Parameters<CloudCalls['remove']>[0];

/**
 * A project of a cloud at the port that the provider asks, for tests of what it decides: what it makes is there at once,
 * what it ends goes when it is told to. How real services answer is another matter, and tried with them.
 */
export function memoryCloud({ clock }: { clock: Clock }) {
  const servers = new Map<string, SeenServer>();
  const volumes = new Map<string, SeenVolume>();
  const ports = new Map<string, SeenPort>();
  const groups = new Map<string, SeenGroup>();
  const floatingIps = new Map<string, SeenFloatingIp>();
  const serverGroups = new Map<string, { id: string; name: string }>();
  const snapshots = new Map<string, SeenThing>();
  const images = new Map<string, SeenImage>();
  const keypairs = new Map<string, { name: string }>();
  const of: Record<Kind, Map<string, unknown>> = {
    ...{ server: servers, volume: volumes, port: ports, securityGroup: groups, floatingIp: floatingIps },
    ...{ serverGroup: serverGroups, snapshot: snapshots, image: images, keypair: keypairs },
  };
  let ids = 0;
  const newId = (kind: string) => `${kind}-${++ids}`;
  /** Every call, in order. */
  const log: string[] = [];
  /** Throw it, at the next call of this name. */
  const failures = new Map<string, unknown>();
  /** After the call was done. */
  const lost = new Map<string, unknown>();
  const settings = {
    /** Servers go at once, and their volumes and ports with them. */
    endsAtOnce: true,
    quotas: {} as SeenQuotas,
    /** Servers that listings lack. */
    unlisted: new Set<string>(),
    /** Things that can't be ended now. */
    used: new Set<string>(),
    flavors: [{ id: 'f-medium', name: 'standard.medium', vcpus: 2, memoryMiB: 4096 }],
    networks: [{ id: 'n1', name: 'lab', isExternal: false, hasSubnet: true }],
  };
  images.set('i-debian', { id: 'i-debian', name: 'debian', metadata: {}, tags: [], status: 'active' });

  async function call<T>(name: string, work: () => T, about = ''): Promise<T> {
    log.push(about === '' ? name : `${name} ${about}`);
    await Promise.resolve();
    const failure = failures.get(name);
    failures.delete(name);
    if (failure !== undefined) throw failure;
    const result = work();
    const loss = lost.get(name);
    lost.delete(name);
    if (loss !== undefined) throw loss;
    return result;
  }
  const list =
    <T>(name: string, all: ReadonlyMap<string, T>) =>
    () =>
      call(name, () => structuredClone([...all.values()]));

  function endServer(id: string): void {
    servers.delete(id);
    for (const [key, volume] of volumes) if (volume.serverIds.includes(id)) volumes.delete(key);
    for (const [key, port] of ports) if (port.deviceId === id) ports.delete(key);
  }
  const changeGroup = (id: string, changes: (one: SeenGroup) => Partial<SeenGroup>) => {
    const one = groups.get(id);
    if (one) groups.set(id, { ...one, ...changes(one), revision: one.revision + 1 });
    return one !== undefined;
  };

  const calls: CloudCalls = {
    where: 'the test cloud',
    servers: () =>
      call('servers', () =>
        structuredClone([...servers.values()].filter(({ id }) => !settings.unlisted.has(id))),
      ),
    server: id => call('server', () => servers.get(id), id),
    volumes: list('volumes', volumes),
    snapshots: list('snapshots', snapshots),
    images: list('images', images),
    ports: list('ports', ports),
    groups: list('groups', groups),
    floatingIps: list('floatingIps', floatingIps),
    keypairs: list('keypairs', keypairs),
    serverGroups: list('serverGroups', serverGroups),
    flavors: () => call('flavors', () => settings.flavors),
    networks: () => call('networks', () => settings.networks),
    quotas: () => call('quotas', () => settings.quotas),
    createServer: wish =>
      call('createServer', () => {
        const { instances } = settings.quotas;
        if (instances && instances.limit >= 0 && instances.used >= instances.limit)
          throw new RockpoolError(quotaReached('the test cloud', [], 'Quota exceeded'));
        const id = newId('server');
        const { name, metadata } = serverMark(wish.mark);
        const made = blockDevices(wish).filter(({ destinationType }) => destinationType === 'volume');
        const volumeIds = made.map(({ sourceType }) => {
          const volumeId = newId('volume');
          const named = sourceType === 'blank' ? `${id}-blank-vol` : '';
          const volume = { id: volumeId, name: named, metadata: {}, status: 'in-use', serverIds: [id] };
          volumes.set(volumeId, volume);
          return volumeId;
        });
        const portId = newId('port');
        ports.set(portId, { id: portId, name: '', deviceId: id, groupIds: wish.groupIds });
        const times = { createdAt: clock.now() };
        servers.set(id, {
          ...{ id, name, metadata, status: 'BUILD', fixed: [], floating: [], volumeIds, ...times },
        });
      }),
    consoleLog: id => call('consoleLog', () => '', id),
    noteServer: (id, metadata) =>
      call('noteServer', () => {
        const one = servers.get(id);
        if (one) servers.set(id, { ...one, metadata: { ...one.metadata, ...metadata } });
      }),
    markVolume: (id, metadata) =>
      call('markVolume', () => {
        const one = volumes.get(id);
        if (one) volumes.set(id, { ...one, metadata: { ...one.metadata, ...metadata } });
      }),
    createGroup: (name, description) =>
      call('createGroup', () => {
        const id = newId('group');
        const any = { protocol: null, portRangeMin: null, portRangeMax: null };
        const out = { ...any, remoteIpPrefix: null, remoteGroupId: null, direction: 'egress' };
        const rules = ['IPv4', 'IPv6'].map(ethertype => ({ ...out, id: newId('rule'), ethertype }));
        const made = { id, name, description, tags: [], revision: 1, rules, createdAt: clock.now() };
        groups.set(id, made);
        return made;
      }),
    addRules: (id, rules) =>
      call('addRules', () => {
        changeGroup(id, one => ({
          rules: [...one.rules, ...rules.map(rule => ({ ...rule, id: newId('rule') }))],
        }));
      }),
    removeRule: id =>
      call('removeRule', () => {
        for (const key of groups.keys())
          changeGroup(key, one => ({ rules: one.rules.filter(rule => rule.id !== id) }));
      }),
    describeGroup: ({ id }, description) =>
      call('describeGroup', () => changeGroup(id, () => ({ description }))),
    tagGroup: (id, tag) =>
      call('tagGroup', () => void changeGroup(id, one => ({ tags: [...one.tags, tag] }))),
    untagGroup: (id, tag) =>
      call('untagGroup', () => {
        changeGroup(id, one => ({ tags: one.tags.filter(other => other !== tag) }));
      }),
    createServerGroup: name =>
      call('createServerGroup', () => {
        const made = { id: newId('together'), name };
        serverGroups.set(made.id, made);
        return made;
      }),
    createFloatingIp: (_networkId, description) =>
      call('createFloatingIp', () => {
        const id = newId('floating');
        const made = { id, address: `203.0.113.${ids}`, description };
        floatingIps.set(id, made);
        return made;
      }),
    giveFloatingIp: (id, portId) =>
      call('giveFloatingIp', () => {
        const one = floatingIps.get(id);
        if (one) floatingIps.set(id, { ...one, portId });
      }),
    remove: (kind, id) =>
      call(
        'remove',
        () => {
          if (!of[kind].has(id)) return 'gone';
          if (settings.used.has(id)) return 'used';
          if (kind !== 'server') of[kind].delete(id);
          else if (settings.endsAtOnce) endServer(id);
          return 'accepted';
        },
        `${kind} ${id}`,
      ),
  };

  return {
    ...{ calls, log, failures, lost, settings, endServer },
    ...{ servers, volumes, ports, groups, floatingIps, serverGroups, snapshots, images, keypairs },
    /** All servers that are being built run, each with an address. */
    boot(): void {
      for (const [id, server] of servers)
        if (server.status === 'BUILD')
          servers.set(id, { ...server, status: 'ACTIVE', fixed: [`10.0.0.${ids}`] });
    },
    change: (id: string, changes: Partial<SeenServer>) => {
      const one = servers.get(id);
      if (one) servers.set(id, { ...one, ...changes });
    },
    counted: (name: string) => log.filter(line => line.split(' ')[0] === name).length,
  };
}
