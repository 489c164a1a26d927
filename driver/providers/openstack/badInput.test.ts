import { describe, expect, it } from 'vitest';
import { cloudProvider, hostOf, signal } from '../../../test/support/cloudProvider';
import { errorOf } from '../../../test/support/errorOf';
import type { OpenStackOptions } from '../../../test/support/openstack';
import type { Machine } from '../provider';

const routed = [{ name: 'lab', cidr: '198.18.0.0/16', isRouted: true }];
const quotas = (service: 'compute' | 'network' | 'volume', of: Record<string, number>) =>
  ({ quotas: { [service]: of } }) as Partial<OpenStackOptions>;
const prepare = (one: ReturnType<typeof cloudProvider>['one'], host: Parameters<typeof one.destroy>[0]) =>
  errorOf(one.prepare(host, { config: {} as never, signal, onLine: () => undefined }));

describe('a quota that is reached is named, with what to do, and asked again', () => {
  it.each([
    ['machines', quotas('compute', { instances: 0 }), 'machines (instances): 1 wanted, 0 of 0'],
    ['processors', quotas('compute', { cores: 0 }), 'virtual processors (cores): 1 wanted, 0 of 0'],
    ['memory', quotas('compute', { ram: 512 }), 'memory (ram): 1024 MiB wanted, 0 of 512'],
    ['ports', quotas('network', { port: 0 }), 'network ports (port): 1 wanted, 0 of 0'],
    ['security groups', quotas('network', { security_group: 1 }), 'Its quota of security groups is used up.'],
    ['rules', quotas('network', { security_group_rule: 6 }), 'Its quota of rules of security groups is'],
    ['server groups', quotas('compute', { server_groups: 0 }), 'Its quota of server groups is used up.'],
  ])('when a machine is asked for: %s', async (_, options, why) => {
    const { one, left } = cloudProvider({ DD_HOST_ANTI_AFFINITY: true }, options);
    const error = await errorOf(one.create(hostOf(1), { signal }));
    expect(error).toMatchObject({
      ...{ kind: 'capacity', code: 'CLOUD_QUOTA_REACHED', where: 'the emulated cloud' },
      what: 'The project has no room for another host.',
      why: expect.stringContaining(why),
      next: expect.stringMatching(/^Ask the operator of the cloud for a larger quota.* Rockpool asks again/),
    });
    expect(left()).not.toContain('servers');
  });

  it.each([
    ['volumes', { volumes: 0 }, 'quota of volumes is used up'],
    ['space', { gigabytes: 5 }, 'quota of space of volumes is used up'],
  ])('when its volumes are made, after it was accepted: %s', async (_, of, why) => {
    const { one, list, left } = cloudProvider({}, quotas('volume', of));
    await one.create(hostOf(1), { signal });
    await list();
    const [machine] = await list();
    expect(machine).toMatchObject({
      state: 'failed',
      failure: { kind: 'capacity', code: 'CLOUD_QUOTA_REACHED', why: expect.stringContaining(why) },
    });
    expect(left()).not.toContain('volumes');
  });

  it('when it is to have a floating IP', async () => {
    const options = { ...quotas('network', { floatingip: 0 }), networks: routed };
    const { one, running } = cloudProvider({ DD_HOST_FLOATING_POOL: 'public' }, options);
    expect(await prepare(one, await running(1))).toMatchObject({
      ...{ kind: 'capacity', code: 'CLOUD_QUOTA_REACHED' },
      why: expect.stringContaining('Its quota of floating IPs is used up.'),
      next: expect.stringContaining('delete floating IPs that the project does not need'),
    });
  });
});

describe('settings that do not go together in the cloud', () => {
  it.each([
    ['disk', { minDisk: 100 }, /Flavor disk is 8 GB, minimum size is 100 GB\.$/],
    ['memory', { minRam: 9000 }, /memory is too small for requested image\.$/],
  ])('a flavor whose %s is too small for the image: which settings to change', async (_, more, why) => {
    const { create } = cloudProvider({}, { images: [{ name: 'Debian-12-docker', ...more }] });
    expect(await errorOf(create(hostOf(1)))).toMatchObject({
      ...{ kind: 'permanent', code: 'CLOUD_FLAVOR_TOO_SMALL' },
      what: 'The flavor is too small for the image of the pool.',
      why: expect.stringMatching(why),
      next: expect.stringContaining('DD_HOST_FLAVOR_NAME_SMALL'),
    });
  });

  it('floating IPs for a network from which no router leads to where they are', async () => {
    const { one, running } = cloudProvider({ DD_HOST_FLOATING_POOL: 'public' });
    expect(await prepare(one, await running(1))).toMatchObject({
      ...{ kind: 'permanent', code: 'CLOUD_NO_ROUTER', what: 'A floating IP would not reach the host.' },
      next: expect.stringContaining('DD_HOST_NETWORK'),
    });
  });

  it('a security group that there is not, and one whose name two have', async () => {
    const lacking = cloudProvider({ DD_HOST_EXTRA_SGS: 'web' });
    expect(await errorOf(lacking.create(hostOf(1)))).toMatchObject({
      what: 'The cloud has no security group "web".',
      why: expect.stringMatching(/^It has default/),
      next: 'Choose another in the settings of the pool (DD_HOST_EXTRA_SGS).',
    });
    const { cloud, create } = cloudProvider({ DD_HOST_EXTRA_SGS: 'web' });
    for (const _ of [1, 2])
      await cloud.call({
        ...{ service: 'network', method: 'POST', path: '/security-groups' },
        body: { security_group: { name: 'web' } },
      });
    expect(await errorOf(create(hostOf(1)))).toMatchObject({
      what: 'The cloud has 2 of the name "web" (security group).',
      next: 'Write the id of the right one instead (DD_HOST_EXTRA_SGS), or rename the others.',
    });
  });

  it('two networks where the only one was to be taken', async () => {
    const networks = ['blue', 'red'].map((name, i) => ({ name, cidr: `198.18.${i}.0/24` }));
    expect(await errorOf(cloudProvider({}, { networks }).create(hostOf(1)))).toMatchObject({
      what: 'The project has 2 networks, and "auto" takes the only one.',
      why: expect.stringMatching(/blue.*red|red.*blue/),
      next: 'Choose the network in the settings of the pool (DD_HOST_NETWORK).',
    });
  });
});

describe('what changes in the cloud meanwhile', () => {
  it('an image that is deleted: said at once, and that there is none from then on', async () => {
    const { cloud, create, emulator } = cloudProvider();
    await create(hostOf(1));
    const { body } = await cloud.call({ service: 'image', method: 'GET', path: '/images' });
    for (const { id } of (body as { images: { id: string }[] }).images) emulator.world.destroyImage(id);
    expect(await errorOf(create(hostOf(2)))).toMatchObject({
      ...{ kind: 'permanent', code: 'CLOUD_IMAGE_GONE' },
      what: 'The image of the pool can not be booted from any more.',
      next: expect.stringContaining('DD_HOST_IMAGE'),
    });
    expect(await errorOf(create(hostOf(2)))).toMatchObject({
      code: 'CLOUD_LACKS',
      what: 'The cloud has no image "Debian-12-docker".',
    });
  });

  it('a token that is revoked: another is had, once for all calls; without one, what to correct', async () => {
    const { create, emulator, list, resources } = cloudProvider();
    await create(hostOf(1));
    emulator.faults.revokeTokens();
    emulator.world.forgetCalls();
    const [machines] = await Promise.all([list(), resources()]);
    expect(machines).toHaveLength(1);
    const signedIn = emulator.world.calls.filter(
      ({ service, method }) => service === 'identity' && method === 'POST',
    );
    expect(signedIn).toHaveLength(1);
    emulator.faults.revokeTokens();
    emulator.faults.on({ service: 'identity', method: 'POST' }, { kind: 'status', status: 401 });
    expect(await errorOf(list())).toMatchObject({
      ...{ kind: 'permanent', code: 'CLOUD_SIGN_IN_REFUSED' },
      what: 'The cloud does not let Rockpool in any more.',
      next: "Open the pool's connection to the cloud, correct it, and test it.",
    });
  });

  it('a server that is deleted behind our back is no machine any more, and its host ends at once', async () => {
    const { destroy, emulator, list, running } = cloudProvider();
    const host = await running(1);
    emulator.world.destroyServer(host.providerId ?? '');
    expect(await list([host])).toEqual([]);
    expect(await destroy(host)).toBe('gone');
  });
});

describe('what a cloud accepts and then can not do', () => {
  /** As it is listed after so long. */
  async function listedAfter(
    ms: number,
    mishap: Parameters<ReturnType<typeof cloudProvider>['emulator']['faults']['next']>[0],
  ) {
    const pool = cloudProvider();
    pool.emulator.faults.next(mishap);
    await pool.create(hostOf(1));
    let found: Machine | undefined;
    for (let passed = 0; passed <= ms; passed += 5_000) {
      await pool.clock.advance(5_000);
      [found] = await pool.list();
    }
    return { ...pool, found };
  }

  it('a server in ERROR: the words of its fault', async () => {
    const { found } = await listedAfter(0, 'buildFails');
    expect(found).toMatchObject({
      state: 'failed',
      failure: {
        what: 'The cloud could not make a machine.',
        why: expect.stringContaining('Failure prepping block device'),
        next: expect.stringContaining('Rockpool ends it and asks for another'),
      },
    });
  });

  it('no node with room: told from a failure, though a list is silent on why; asked for once', async () => {
    const { found, emulator, list } = await listedAfter(0, 'noValidHost');
    expect(found).toMatchObject({
      state: 'failed',
      failure: {
        kind: 'capacity',
        code: 'CLOUD_FULL',
        why: expect.stringContaining('No valid host was found.'),
      },
    });
    emulator.world.forgetCalls();
    await list();
    await list();
    expect(emulator.world.calls.map(({ path }) => path)).toEqual(['/servers/detail', '/servers/detail']);
  });

  it('a volume in error, and one that is never made', async () => {
    for (const [mishap, why] of [
      ['volumeError', /Volume .* its status is error\.$/],
      ['volumeStuckCreating', /Volume .* waited 180 seconds .* status is creating\.$/],
    ] as const) {
      const { found } = await listedAfter(240_000, mishap);
      expect(found).toMatchObject({
        state: 'failed',
        failure: { what: 'The cloud could not make a machine.', why: expect.stringMatching(why) },
      });
    }
  });
});

describe('an API that does not answer', () => {
  it.each([
    ['a web page', 'html', 'web page'],
    ['half a document', 'halfJson', 'JSON'],
    ['nothing at all', 'noAnswer', 'answer'],
  ] as const)('with %s: nothing is taken for gone, and it is asked again', async (_, kind, why) => {
    const { clock, emulator, list, running } = cloudProvider();
    const host = await running(1);
    const heal = emulator.faults.on({ service: 'compute' }, { kind });
    const asking = errorOf(list([host]));
    let isOver = false;
    void asking.then(() => {
      isOver = true;
    });
    for (let passed = 0; passed < 300_000 && !isOver; passed += 5_000) {
      await clock.advance(5_000);
      await new Promise(resolve => setImmediate(resolve));
    }
    expect(isOver).toBe(true);
    expect(await asking).toMatchObject({
      ...{ kind: 'transient', code: 'CLOUD_AWAY', what: 'The cloud did not list its machines.' },
      why: expect.stringContaining(why),
      next: 'Rockpool tries again by itself.',
    });
    heal();
    expect(await list([host])).toHaveLength(1);
  });
});
