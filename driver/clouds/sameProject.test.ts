import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { allOf, servers } from 'openstack-ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmulatedClouds, emulatedClouds } from '../../test/support/emulatedClouds';
import type { Host } from '../model/host';
import { poolIdOf } from '../pool';

const { signal } = new AbortController();
const id = poolIdOf('course');
const READ_AGAIN_MS = 31_000;

let lab: EmulatedClouds;
beforeEach(async () => {
  lab = emulatedClouds();
  describeCloud({});
  const cloud = { kind: 'cloudsYaml', path: file(), cloud: 'lab' } as const;
  const config = { DD_SHUTDOWN_MODE: true };
  await lab.clouds.create({ name: 'course', provider: 'openstack', cloud, config }, undefined, { signal });
});
afterEach(() => lab[Symbol.dispose]());

const file = () => path.join(lab.folder, 'clouds.yaml');
/** Writes clouds.yaml anew, as somebody does who works elsewhere for a while. */
function describeCloud(auth: Record<string, string>, more: Record<string, string> = {}): void {
  const { authUrl, username, password, projectName } = lab.emulator.config();
  const usual = { auth_url: authUrl, username, password, project_name: projectName };
  writeFileSync(file(), JSON.stringify({ clouds: { lab: { auth: { ...usual, ...auth }, ...more } } }));
}
const other = { username: 'admin', project_name: 'admin' };
const machines = () => allOf(servers.list(lab.clouds.of(id)));
function putHost(): void {
  const host: Host = {
    ...{ id: 'pb_dd_1', poolId: id, name: 'one', phase: 'active', history: [], slots: 1, createdAt: 0 },
  };
  lab.store.hosts.put(host.id, host);
}

describe('a pool with hosts whose description in clouds.yaml is changed', () => {
  it('to another project hears nothing from there: its hosts would be taken for gone', async () => {
    expect(await machines()).toEqual([]);
    putHost();
    describeCloud(other);
    await lab.clock.advance(READ_AGAIN_MS);
    const elsewhere = { value: { kind: 'permanent', code: 'CLOUD_PROJECT_CHANGED', where: 'course' } };
    await expect(machines()).rejects.toMatchObject(elsewhere);
    await expect(machines()).rejects.toThrow(/another project.*a host/);
    describeCloud({});
    await lab.clock.advance(READ_AGAIN_MS);
    expect(await machines()).toEqual([]);
  });

  it('is known again after a restart, also if its connection is saved once more', async () => {
    await machines();
    expect(lab.store.pools.get(id)?.project).toMatchObject({ name: 'lab', region: 'RegionOne' });
    putHost();
    describeCloud(other);
    await lab.clock.advance(READ_AGAIN_MS);
    const cloud = lab.store.pools.get(id)?.cloud;
    if (cloud) await lab.clouds.connect(id, { connection: cloud }, { signal });
    await expect(machines()).rejects.toThrow(/another project/);
  });

  it('in other words for the same project goes on', async () => {
    await machines();
    putHost();
    describeCloud({ project_id: lab.emulator.config().projectId }, { region_name: 'RegionOne' });
    await lab.clock.advance(READ_AGAIN_MS);
    expect(await machines()).toEqual([]);
  });
});

it('a pool without hosts goes where its connection leads', async () => {
  await machines();
  describeCloud(other);
  await lab.clock.advance(READ_AGAIN_MS);
  expect(await machines()).toEqual([]);
  expect(lab.store.pools.get(id)?.project).toMatchObject({ name: 'admin' });
});
