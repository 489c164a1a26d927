import { describe, expect, it } from 'vitest';
import { cloudProvider, hostOf, OTHER, SELF, signal } from '../../../test/support/cloudProvider';
import { errorOf } from '../../../test/support/errorOf';
import type { Lease } from '../../model/lease';
import type { Provider } from '../provider';

const leaseOf = (holder: string, changes: Partial<Lease> = {}): Lease => ({
  ...{ holder, holderName: 'ada', epoch: 1, since: 1, renewedAt: 1, predecessors: [], ...changes },
});

describe('a pool in an emulated OpenStack', () => {
  it('makes a host with volumes of its own, and leaves nothing behind', async () => {
    const { end, left, one } = cloudProvider({ DD_HOST_ROOT_VOLUME_SIZE: 10, DD_HOST_ANTI_AFFINITY: true });
    await one.lease.write(leaseOf(SELF), undefined, { signal });
    await one.create(hostOf(1), { signal });
    await one.list([], { signal });
    const [machine] = await one.list([], { signal });
    expect(machine).toMatchObject({
      hostId: 'pb_dd_1',
      controllerId: SELF,
      flavor: 'standard.tiny',
      state: 'running',
    });
    const kinds = (await one.resources({ signal })).map(({ kind, hostId }) => `${kind} ${hostId ?? ''}`);
    expect(kinds.sort()).toEqual([
      ...['port pb_dd_1', 'securityGroup ', 'serverGroup ', 'volume pb_dd_1', 'volume pb_dd_1'],
    ]);
    await end(hostOf(1, { providerId: machine?.providerId ?? '' }));
    expect(await one.lease.write(leaseOf(SELF, { releasedAt: 2 }), leaseOf(SELF), { signal })).toBe(true);
    expect(left()).toEqual([]);
    expect(await one.resources({ signal })).toEqual([]);
  });

  it('takes hardly more calls for a hundred hosts at once than the hundred that make them', async () => {
    const quotas = {
      compute: { instances: -1, cores: -1, ram: -1, server_group_members: -1 },
      volume: { volumes: -1, gigabytes: -1 },
    };
    const { emulator, one } = cloudProvider({}, { quotas: quotas as never });
    const hosts = Array.from({ length: 100 }, (_, number) => hostOf(number));
    await Promise.all(hosts.map(host => one.create(host, { signal })));
    expect(emulator.world.calls.length).toBeLessThanOrEqual(120);
    emulator.world.forgetCalls();
    expect(await one.list([], { signal })).toHaveLength(100);
    expect(emulator.world.calls).toHaveLength(1);
  });

  it('finds what a create has made whose answer was lost', async () => {
    const { emulator, one } = cloudProvider();
    emulator.faults.on({ method: 'POST', path: '/servers', times: 1 }, { kind: 'lostAnswer' });
    expect(await errorOf(one.create(hostOf(1), { signal }))).toMatchObject({ code: 'CLOUD_ANSWER_LOST' });
    expect(await one.list([], { signal })).toMatchObject([{ hostId: 'pb_dd_1' }]);
  });

  it('has all pages of a list, or none of it', async () => {
    const { emulator, one } = cloudProvider({}, { pageLimit: 2 });
    for (const number of [1, 2, 3, 4, 5]) await one.create(hostOf(number), { signal });
    expect(await one.list([], { signal })).toHaveLength(5);
    const isLaterPage = { service: 'compute', path: '/servers/detail', isLaterPage: true };
    const heal = emulator.faults.on(isLaterPage, { kind: 'status', status: 400 });
    expect(await errorOf(one.list([], { signal }))).toMatchObject({
      ...{ kind: 'transient', what: 'The cloud did not list its machines.' },
    });
    heal();
    expect(await one.list([], { signal })).toHaveLength(5);
  });

  it('says which quota is used up, and has room again when there is', async () => {
    const { end, one } = cloudProvider({}, { quotas: { compute: { instances: 1 } } as never });
    expect(await one.room({ signal })).toBe(1);
    await one.create(hostOf(1), { signal });
    expect(await errorOf(one.create(hostOf(2), { signal }))).toMatchObject({
      ...{ kind: 'capacity', code: 'CLOUD_QUOTA_REACHED' },
      why: 'Its quota is used up: machines (instances): 1 wanted, 1 of 1 in use.',
    });
    const [machine] = await one.list([], { signal });
    await end(hostOf(1, { providerId: machine?.providerId ?? '' }));
    expect(await one.room({ signal })).toBe(1);
  });

  it('waits for room where no machine of the cloud has any', async () => {
    const { emulator, end, one } = cloudProvider();
    emulator.faults.next('noValidHost');
    await one.create(hostOf(1), { signal });
    await one.list([], { signal });
    expect(await one.list([], { signal })).toMatchObject([
      { hostId: 'pb_dd_1', state: 'failed', failure: { kind: 'capacity', code: 'CLOUD_FULL' } },
    ]);
    expect(await end(hostOf(1))).toBeLessThan(5);
  });

  it('ends a host only when a volume that does not go has gone, and says by which command that goes', async () => {
    const { emulator, end, left, one } = cloudProvider();
    await one.create(hostOf(1), { signal });
    await one.list([], { signal });
    const [machine] = await one.list([], { signal });
    const volumes = (await one.resources({ signal })).filter(({ kind }) => kind === 'volume');
    emulator.faults.next('volumeErrorDeleting');
    const host = hostOf(1, { providerId: machine?.providerId ?? '' });
    expect(await one.destroy(host, { signal })).toBe('accepted');
    expect(volumes.map(volume => one.byHand(volume))).toEqual([
      expect.stringMatching(/^openstack volume delete /),
    ]);
    await expect(end(host)).rejects.toThrow(/volume can't be ended yet/);
    // Cinder ends it only once an operator has set it back.
    for (const { id } of volumes) emulator.world.setVolumeStatus(id, 'error');
    expect(await end(host)).toBeLessThan(6);
    expect(left()).toEqual(['securityGroups']);
  });

  it('is held by one of two Rockpools that claim it at once', async () => {
    const { provider } = cloudProvider();
    const both = [provider(SELF, 2), provider(OTHER, 3)] as const;
    const claim = async (one: Required<Provider>, holder: string) => {
      for (let tries = 0; tries < 20; tries += 1) {
        const seen = await one.lease.read({ signal });
        if (seen) return seen.holder === holder;
        if (await one.lease.write(leaseOf(holder), undefined, { signal })) return true;
      }
      return false;
    };
    const won = await Promise.all([claim(both[0], SELF), claim(both[1], OTHER)]);
    expect(won.filter(Boolean).length).toBeLessThanOrEqual(1);
    const seen = await Promise.all(both.map(one => one.lease.read({ signal })));
    expect(seen[0]).toEqual(seen[1]);
  });

  it('takes no web page, half an answer, or silence for a list', async () => {
    const { emulator, one } = cloudProvider();
    await one.create(hostOf(1), { signal });
    for (const kind of ['html', 'halfJson', 'empty'] as const) {
      const heal = emulator.faults.on({ service: 'compute', path: '/servers/detail' }, { kind });
      expect(await errorOf(one.list([], { signal }))).toMatchObject({
        kind: 'transient',
        code: 'CLOUD_AWAY',
      });
      heal();
    }
    expect(await one.list([], { signal })).toHaveLength(1);
  });
});
