import { describe, expect, it } from 'vitest';
import { fixedOf, floatingOf, type MachineContext, machineOf, type ServerOfHost } from './machines';
import { markMetadata } from './marks';

const mark = { controllerId: 'a'.repeat(32), poolId: '9a1b2c3d4e5f6071', hostId: 'pb_dd_1', holder: 'ada' };
const context: MachineContext = {
  ...{ poolId: mark.poolId, where: 'lab', short: [] },
  engineUrlOf: id => `openstack://pool/${id}`,
};
const at = (address: string, type = 'fixed') => ({ address, type, version: 4, mac: undefined });
const flavorOf = (id: string | undefined, name: string | undefined) => ({
  ...{ id, name, vcpus: undefined, memoryMiB: undefined, diskGiB: undefined },
});
const server = (changes: Partial<ServerOfHost> = {}): ServerOfHost => ({
  ...{ id: 'id', metadata: markMetadata(mark), status: 'ACTIVE', createdAt: 5, fault: undefined },
  ...{ addresses: { lab: [at('10.0.0.5')] }, flavor: flavorOf(undefined, 'standard.tiny') },
  ...changes,
});
const faultOf = (message: string | undefined) =>
  message === undefined ? undefined : { message, code: 500, details: undefined, created: undefined };
const stateOf = (changes: Partial<ServerOfHost>) => machineOf(server(changes), context)?.state;

describe('a server', () => {
  it('is the machine of the host whose mark it carries, whatever its name', () => {
    expect(machineOf({ ...server(), name: 'renamed' } as ServerOfHost, context)).toEqual({
      ...{ hostId: 'pb_dd_1', providerId: 'id', controllerId: mark.controllerId, controllerName: 'ada' },
      ...{ flavor: 'standard.tiny', createdAt: 5, state: 'running', engineUrl: 'openstack://pool/id' },
    });
  });

  it('is nothing of ours with the mark of another pool, or none', () => {
    expect(machineOf(server({ metadata: {} }), context)).toBeUndefined();
    expect(
      machineOf(server({ metadata: markMetadata({ ...mark, poolId: 'other' }) }), context),
    ).toBeUndefined();
  });

  it('runs once it is active and has an address', () => {
    expect(stateOf({ status: 'BUILD', addresses: {} })).toBe('building');
    expect(stateOf({ status: 'BUILD' })).toBe('building');
    expect(stateOf({ addresses: {} })).toBe('building');
    expect(stateOf({})).toBe('running');
  });

  it('that was stopped, is moved, or is in a state that nobody knows has not failed: its silence decides', () => {
    for (const status of ['SHUTOFF', 'PAUSED', 'REBOOT', 'MIGRATING', 'UNKNOWN', 'NEW WORD'])
      expect(stateOf({ status })).toBe('running');
    expect(stateOf({ status: 'SHUTOFF', addresses: {} })).toBe('building');
  });

  it('that has ended is none', () => {
    for (const status of ['DELETED', 'SOFT_DELETED']) expect(stateOf({ status })).toBeUndefined();
  });

  it('in error has failed, and says why: for want of room, or by what the cloud says', () => {
    const failure = (fault: string | undefined, changes: Partial<MachineContext> = {}) =>
      machineOf(server({ status: 'ERROR', fault: faultOf(fault) }), {
        ...context,
        ...changes,
      })?.failure;
    expect(failure('No valid host was found. There are not enough hosts available.')).toMatchObject({
      ...{ kind: 'capacity', code: 'CLOUD_FULL', where: 'lab' },
      why: expect.stringContaining('No valid host was found.'),
    });
    const full =
      'Build of instance 1 aborted: Failed to allocate the network(s) with error No fixed IP addresses available for network: 2, not rescheduling.';
    expect(failure(full)).toMatchObject({
      ...{ kind: 'capacity', code: 'CLOUD_NO_ADDRESS', why: expect.stringContaining(full) },
    });
    expect(failure('Build of instance aborted')).toMatchObject({
      ...{ kind: 'transient', code: 'CLOUD_SERVER_FAILED', why: 'It says: Build of instance aborted.' },
    });
    expect(failure(undefined)).toMatchObject({ why: 'It does not say why.' });
    const short = [{ what: 'volumes', name: 'volumes', used: 10, limit: 10, perHost: 1 }];
    expect(failure('Build of instance aborted', { short })).toMatchObject({
      ...{ kind: 'capacity', code: 'CLOUD_QUOTA_REACHED' },
      why: 'Its quota is used up: volumes (volumes): 1 wanted, 10 of 10 in use.',
    });
  });
});

it('its addresses are those of all its networks, and by which of them it is reached from elsewhere', () => {
  const one = server({
    addresses: { lab: [at('198.18.30.154'), at('198.18.31.7', 'floating')], other: [at('10.0.0.9')] },
  });
  expect([fixedOf(one), floatingOf(one)]).toEqual([['198.18.30.154', '10.0.0.9'], ['198.18.31.7']]);
});

it('its flavor is told by the name, or by the id where the cloud is too old to say more', () => {
  expect(machineOf(server({ flavor: flavorOf('f-1', undefined) }), context)?.flavor).toBe('f-1');
  expect(machineOf(server({ flavor: undefined }), context)).not.toHaveProperty('flavor');
});
