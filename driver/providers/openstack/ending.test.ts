import { allOf, floatingIps, volumes } from 'openstack-ts';
import { describe, expect, it } from 'vitest';
import { cloudProvider, hostOf, poolId, SELF, signal } from '../../../test/support/cloudProvider';
import { errorOf } from '../../../test/support/errorOf';
import { markText } from './marks';

const small = { DD_HOST_DATA_VOLUME_FACTOR: 0 };

describe('ending a machine', () => {
  it('is asked again until listings show neither it nor anything that it had', async () => {
    const delays = { serverDeleting: [10_000, 10_000], volumeDeleting: [10_000, 10_000] } as const;
    const { clock, running, destroy, list, counted, left } = cloudProvider({}, { delays });
    const host = await running(1);
    expect([await destroy(host), await destroy(host)]).toEqual(['accepted', 'accepted']);
    expect(counted('GET /volumes/detail')).toBe(0);
    await clock.advance(11_000);
    expect(await destroy(host)).toBe('accepted');
    expect(left()).toEqual(['volumes', 'securityGroups']);
    await clock.advance(11_000);
    expect(await destroy(host)).toBe('gone');
    expect(left()).toEqual(['securityGroups']);
    expect(await list()).toEqual([]);
  });

  it('is not begun anew for ever where the cloud keeps what was deleted for a while', async () => {
    const { emulator, running, destroy, end, list, counted, left } = cloudProvider();
    const host = await running(1);
    emulator.faults.next('serverKept');
    expect(await end(host, 3)).toBe(Number.POSITIVE_INFINITY);
    expect(await list([{ ...host, phase: 'removing' }])).toEqual([]);
    const acting = { method: 'POST', path: `/servers/${host.providerId}/action` };
    const heal = emulator.faults.on(acting, { kind: 'status', status: 403 });
    expect(await errorOf(destroy(host))).toMatchObject({ code: 'CLOUD_KEEPS', kind: 'transient' });
    heal();
    expect(await end(host)).toBeLessThan(5);
    expect(counted(`POST /servers/${host.providerId}/action`)).toBe(2);
    expect(left()).toEqual(['securityGroups']);
  });

  it('says why what it has does not go, by the words of the cloud, and asks for the rest all the same', async () => {
    const { cloud, emulator, running, one, current, end, destroy, left } = cloudProvider(
      { DD_HOST_FLOATING_POOL: 'public' },
      { networks: [{ name: 'lab', cidr: '198.18.0.0/16', isRouted: true }] },
    );
    const host = await running(1);
    await one.prepare(host, { config: current, signal, onLine: () => undefined });
    const [volume] = await allOf(volumes.list(cloud));
    const path = new RegExp(`/volumes/${volume?.id}$`);
    emulator.faults.next('volumeErrorDeleting');
    expect([await destroy(host), await destroy(host)]).toEqual(['accepted', 'accepted']);
    const heal = emulator.faults.on({ method: 'DELETE', path }, { kind: 'status', status: 403 });
    expect(await errorOf(destroy(host))).toMatchObject({ code: 'CLOUD_FORBIDDEN' });
    expect(left()).toEqual(['volumes', 'securityGroups']);
    heal();
    await expect(end(host)).rejects.toMatchObject({
      value: {
        ...{ kind: 'transient', code: 'CLOUD_IN_USE', what: "The volume can't be ended yet." },
        why: expect.stringMatching(/^The cloud says: .*status must be available or error/),
        next: expect.stringContaining('the operator of the cloud sets back'),
      },
    });
    emulator.world.setVolumeStatus(volume?.id ?? '', 'error');
    expect(await end(host)).toBeLessThan(5);
    expect(left()).toEqual(['securityGroups']);
  });

  it('that was there and gone before it was ever listed knows its volume by the id that the cloud has answered with', async () => {
    const { cloud, emulator, one, destroy, end, left } = cloudProvider();
    let askedId = '';
    const onId = (id: string) => {
      askedId = id;
    };
    await one.create(hostOf(1), { signal, onId });
    for (const _ of [1, 2]) await allOf(volumes.list(cloud));
    emulator.faults.next('volumeErrorDeleting');
    emulator.world.destroyServer(askedId);
    const [volume] = emulator.world.everything().volumes;
    expect(volume).toMatchObject({ name: `${askedId}-blank-vol`, metadata: {} });
    const host = hostOf(1, { askedId });
    expect(await destroy(host)).toBe('accepted');
    emulator.world.setVolumeStatus(volume?.id ?? '', 'error');
    expect(await end(host)).toBeLessThan(4);
    expect(left()).toEqual(['securityGroups']);
  });

  it('that is gone has not ended before its root volume is, which has no name', async () => {
    const { emulator, running, destroy, end, list, left } = cloudProvider({
      ...small,
      DD_HOST_ROOT_VOLUME_SIZE: 20,
    });
    const host = await running(1);
    await list([{ ...host, phase: 'active' }]);
    emulator.faults.next('volumeErrorDeleting');
    emulator.world.destroyServer(host.providerId ?? '');
    const [volume] = emulator.world.everything().volumes;
    expect(volume).toMatchObject({ name: expect.not.stringContaining('blank'), metadata: {} });
    expect(await destroy(host)).toBe('accepted');
    emulator.world.setVolumeStatus(volume?.id ?? '', 'error');
    expect(await end(host)).toBeLessThan(4);
    expect(left()).toEqual(['securityGroups']);
  });

  it('that was never listed looks for it by its mark, also for a second one', async () => {
    const { create, destroy, end, left } = cloudProvider(small);
    await create(hostOf(1));
    await create(hostOf(1));
    expect(await end(hostOf(1))).toBeLessThan(4);
    expect(left()).toEqual(['securityGroups']);
    expect(await destroy(hostOf(7))).toBe('gone');
  });

  it('takes the group of servers along with the last host, and nothing of what others have', async () => {
    const { cloud, running, end, left } = cloudProvider({ ...small, DD_HOST_ANTI_AFFINITY: true });
    await volumes.create(cloud, { name: 'mine', sizeGiB: 1 });
    const [first, second] = [await running(1), await running(2)];
    await end(first);
    expect(left()).toContain('serverGroups');
    await end(second);
    expect(left()).toEqual(['volumes', 'securityGroups']);
  });

  it('shares its listings among all hosts that are ended at once', async () => {
    const { destroy, counted } = cloudProvider();
    const many = Array.from({ length: 50 }, (_, number) => hostOf(number, { providerId: `gone-${number}` }));
    expect(new Set(await Promise.all(many.map(destroy)))).toEqual(new Set(['gone']));
    for (const call of ['GET /servers/detail', 'GET /volumes/detail', 'GET /ports', 'GET /floatingips'])
      expect(counted(call)).toBeLessThanOrEqual(2);
  });
});

it('a floating address is allocated with the mark of its host, given to its port, each once, and goes with it', async () => {
  const { cloud, emulator, running, end, one, current, counted, left } = cloudProvider(
    { DD_HOST_FLOATING_POOL: 'public' },
    { networks: [{ name: 'lab', cidr: '198.18.0.0/16', isRouted: true }] },
  );
  const host = await running(1);
  const lines: string[] = [];
  const prepare = () => one.prepare(host, { config: current, signal, onLine: text => lines.push(text) });
  const making = { service: 'network', method: 'POST', path: '/floatingips', times: 1 };
  emulator.faults.on(making, { kind: 'lostAnswer' });
  await expect(prepare()).rejects.toThrow('The cloud did not give out a floating address.');
  await prepare();
  await prepare();
  const [floating] = await allOf(floatingIps.list(cloud));
  const [volume] = emulator.world.everything().volumes;
  expect(lines).toEqual(Array(2).fill(`${floating?.address} ${volume?.id}`));
  expect([counted('POST /floatingips'), counted(`PUT /floatingips/${floating?.id}`)]).toEqual([1, 1]);
  expect(floating).toMatchObject({
    description: markText({ controllerId: SELF, poolId, hostId: 'pb_dd_1' }),
  });
  expect(await end(host)).toBeLessThan(5);
  expect(left()).toEqual(['securityGroups']);
});

it('the lease is in the group that lets SSH in, which goes with it', async () => {
  const { running, end, one, resources, left } = cloudProvider(small);
  const lease = { holder: SELF, holderName: 'ada', epoch: 1, since: 1, renewedAt: 1, predecessors: [] };
  expect(await one.lease.write(lease, undefined, { signal })).toBe(true);
  const host = await running(1);
  expect((await resources()).filter(({ holdsLease }) => holdsLease)).toMatchObject([
    { kind: 'securityGroup', name: `rockpool-${poolId}` },
  ]);
  const over = { ...lease, releasedAt: 2 };
  expect(await one.lease.write(over, lease, { signal })).toBe(true);
  expect(left()).toContain('securityGroups');
  await end(host);
  expect(await one.lease.read({ signal })).toBeUndefined();
  expect([await resources(), left()]).toEqual([[], []]);
});
