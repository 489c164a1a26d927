import { describe, expect, it } from 'vitest';
import { belongingsOf, endByHand, type Seen, type ServerOfVolumes, volumeOwners } from './belongings';
import { leaseText } from './leaseText';
import { type Mark, markMetadata, markText } from './marks';

const SELF = 'a'.repeat(32);
const OTHER = 'b'.repeat(32);
const poolId = '9a1b2c3d4e5f6071';
const host = { controllerId: SELF, poolId, hostId: 'pb_dd_1' };
const server = (id: string, mark: Mark = host, volumeIds: string[] = []): ServerOfVolumes => ({
  ...{ id, metadata: markMetadata(mark) },
  volumes: volumeIds.map(one => ({ id: one, endsWithServer: true })),
});
const volume = (id: string, changes: Partial<Seen['volumes'][number]> = {}) => ({
  ...{ id, name: '', metadata: {}, createdAt: undefined, ...changes },
});
const group = (id: string, description: string, changes: Partial<Seen['groups'][number]> = {}) => ({
  ...{ id, name: `rockpool-${poolId}`, description, createdAt: undefined, ...changes },
});
const nothing: Seen = {
  ...{ servers: [], volumes: [], snapshots: [], images: [], ports: [], groups: [] },
  ...{ floatingIps: [], keypairs: [], serverGroups: [] },
};
const found = (seen: Partial<Seen>) => belongingsOf(poolId, { ...nothing, ...seen }, SELF);
const lease = leaseText({
  ...{ holder: OTHER, holderName: 'bob', epoch: 1, since: 1, renewedAt: 1, predecessors: [] },
});

describe('a volume', () => {
  it('that Nova has made is of the server with which it ends, or of the one by which it is called', () => {
    const servers = [server('s1', host, ['v1', 'v2'])];
    const volumes = [
      volume('v1'),
      volume('v2'),
      volume('v3', { name: 's1-blank-vol' }),
      volume('v4', { name: 'mine' }),
    ];
    expect(volumeOwners(servers, volumes).map(one => one.volume.id)).toEqual(['v1', 'v2', 'v3']);
    expect(found({ servers, volumes })).toMatchObject([
      { kind: 'volume', id: 'v1', name: 'v1', controllerId: SELF, hostId: 'pb_dd_1' },
      { id: 'v2' },
      { id: 'v3', name: 's1-blank-vol' },
    ]);
  });

  it('that somebody has attached to a host by hand is his, and stays', () => {
    const servers = [{ ...server('s1'), volumes: [{ id: 'v1', endsWithServer: false }] }];
    expect(found({ servers, volumes: [volume('v1')] })).toEqual([]);
  });

  it('is of its own mark, wherever it is attached', () => {
    const own = { ...host, hostId: 'pb_dd_2' };
    const servers = [server('s1', host, ['v1'])];
    const volumes = [volume('v1', { metadata: markMetadata(own) })];
    expect(found({ servers, volumes })).toMatchObject([{ id: 'v1', hostId: 'pb_dd_2' }]);
    expect(volumeOwners(servers, volumes)[0]?.isMarked).toBe(true);
  });

  it('of another pool is nothing of ours', () => {
    const other = server('s1', { ...host, poolId: 'other' }, ['v1']);
    expect(found({ servers: [other], volumes: [volume('v1')] })).toEqual([]);
  });
});

describe('a port', () => {
  const port = (deviceId: string, securityGroupIds: string[]) => ({
    ...{ id: 'p', name: '', deviceId, securityGroupIds, createdAt: undefined },
  });
  it('is of the host of its server', () => {
    expect(found({ servers: [server('s1')], ports: [port('s1', [])] })).toMatchObject([
      { kind: 'port', id: 'p', hostId: 'pb_dd_1', controllerId: SELF },
    ]);
  });

  it('whose server is gone is known by the group of the pool, and of no host that is there', () => {
    const groups = [group('g', lease)];
    expect(found({ groups, ports: [port('gone', ['g'])] })[0]).toMatchObject({
      ...{ kind: 'port', hostId: 'gone', controllerId: OTHER },
    });
    expect(found({ ports: [port('else', ['x']), port('', [])] })).toEqual([]);
  });

  it("of somebody's own machine in the group is his", () => {
    const servers = [{ ...server('own'), metadata: {} }];
    const groups = [group('g', lease)];
    expect(found({ servers, groups, ports: [port('own', ['g'])] }).map(({ kind }) => kind)).toEqual([
      'securityGroup',
    ]);
  });
});

it("the pool's group is of whoever has the lease, which it keeps; without one it is of whoever has the pool", () => {
  expect(found({ groups: [group('g', lease), group('surplus', 'Rockpool')] })).toMatchObject([
    { kind: 'securityGroup', id: 'g', controllerId: OTHER, holdsLease: true },
    { kind: 'securityGroup', id: 'surplus', controllerId: OTHER },
  ]);
  const [bare] = found({ groups: [group('g', 'Rockpool'), group('x', '', { name: 'default' })] });
  expect(bare).toMatchObject({ id: 'g', controllerId: SELF });
  expect(bare).not.toHaveProperty('holdsLease');
});

it('what has a mark in its metadata, its name or its description is found, of every kind', () => {
  const thing = { id: 'i', name: 'n', createdAt: 7 };
  const seen: Partial<Seen> = {
    snapshots: [{ ...thing, metadata: markMetadata(host) }],
    images: [{ ...thing, properties: markMetadata(host) }],
    floatingIps: [{ id: 'f', address: '192.0.2.7', description: markText(host) }],
    keypairs: [{ name: markText({ controllerId: OTHER, poolId }) }, { name: 'ada' }],
    serverGroups: [{ id: 'sg', name: markText({ controllerId: SELF, poolId }) }],
  };
  expect(found(seen)).toEqual([
    { kind: 'snapshot', id: 'i', name: 'n', controllerId: SELF, hostId: 'pb_dd_1', createdAt: 7 },
    { kind: 'image', id: 'i', name: 'n', controllerId: SELF, hostId: 'pb_dd_1', createdAt: 7 },
    { kind: 'floatingIp', id: 'f', name: '192.0.2.7', controllerId: SELF, hostId: 'pb_dd_1' },
    {
      ...{ kind: 'keypair', controllerId: OTHER },
      ...{ id: `rockpool-${poolId}-${OTHER}`, name: `rockpool-${poolId}-${OTHER}` },
    },
    { kind: 'serverGroup', id: 'sg', name: `rockpool-${poolId}-${SELF}`, controllerId: SELF },
  ]);
});

it("each is ended by hand by a command of OpenStack's own client", () => {
  expect(endByHand({ kind: 'server', id: '1-2' })).toBe('openstack server delete 1-2');
  expect(endByHand({ kind: 'snapshot', id: '1-2' })).toBe('openstack volume snapshot delete 1-2');
  expect(endByHand({ kind: 'floatingIp', id: '1-2' })).toBe('openstack floating ip delete 1-2');
  expect(endByHand({ kind: 'keypair', id: "a; b'c" })).toBe(String.raw`openstack keypair delete 'a; b'\''c'`);
  expect(endByHand({ kind: 'container', id: 'c' })).toBeUndefined();
});
