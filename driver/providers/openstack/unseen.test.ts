import { expect, it } from 'vitest';
import { changing } from '../../../test/support/changedAnswers';
import { cloudProvider, hostOf, SELF, signal } from '../../../test/support/cloudProvider';
import { errorOf } from '../../../test/support/errorOf';
import { mayBeIts } from './unseen';

interface Told {
  id: string;
  tenant_id: string;
  created: string;
}
/** What Nova tells of a server while the cell that has it is away (microversion 2.69). */
const partOf = ({ id, tenant_id, created }: Told) => ({
  ...{ id, tenant_id, created, status: 'UNKNOWN', links: [] },
});

/** A project whose servers may be in a part of the cloud that is away, under a provider that was just started. */
function partlyAway() {
  const pool = cloudProvider({ DD_HOST_DATA_VOLUME_FACTOR: 0 });
  let isAway = false;
  const transport = changing(
    pool.emulator.transport,
    url => isAway && /\/servers\/(?!$)/.test(url),
    body => {
      const { servers, server } = JSON.parse(body || '{}') as { servers?: Told[]; server?: Told };
      if (servers) return JSON.stringify({ servers: servers.map(partOf) });
      return server ? JSON.stringify({ server: partOf(server) }) : body;
    },
  );
  return {
    ...pool,
    started: () => pool.provider(SELF, 5, transport),
    setAway(away: boolean) {
      isAway = away;
    },
  };
}

it('a machine in a part of the cloud that is away is there as it was last seen', async () => {
  const { running, started, setAway } = partlyAway();
  const host = { ...(await running(1)), phase: 'active' as const };
  const one = started();
  const before = await one.list([host], { signal });
  expect(before).toMatchObject([{ hostId: host.id, state: 'running' }]);
  setAway(true);
  expect(await one.list([host], { signal })).toEqual(before);
  expect((await one.resources({ signal })).map(({ kind, hostId }) => [kind, hostId])).toContainEqual([
    ...['port', host.id],
  ]);
});

it('one that nobody has seen since the start is neither there nor gone: the list says nothing', async () => {
  const { running, started, setAway, left } = partlyAway();
  const host = { ...(await running(1)), phase: 'active' as const };
  const one = started();
  setAway(true);
  const away = {
    ...{ kind: 'transient', code: 'CLOUD_PART_AWAY' },
    what: 'A part of the cloud does not answer.',
    next: expect.stringContaining('Rockpool asks again by itself'),
  };
  expect(await errorOf(one.list([host], { signal }))).toMatchObject(away);
  // Its create may have lost its answer.
  expect(await errorOf(one.list([hostOf(2)], { signal }))).toMatchObject(away);
  expect(await errorOf(one.destroy(hostOf(2, { phase: 'removing' }), { signal }))).toMatchObject(away);
  expect(await one.list([], { signal })).toEqual([]);
  setAway(false);
  expect(await one.list([host], { signal })).toMatchObject([{ hostId: host.id, state: 'running' }]);
  expect(left()).toContain('servers');
});

it("one that is older than the host that was asked for is another's", () => {
  const day = 24 * 3_600_000;
  const server = { id: 'x', isPartial: true };
  expect(mayBeIts({ createdAt: 5 * day }, { ...server, createdAt: 2 * day })).toBe(false);
  expect(mayBeIts({ createdAt: 5 * day }, { ...server, createdAt: 5 * day - 1 })).toBe(true);
  expect(mayBeIts({ createdAt: 0, providerId: 'y' }, { ...server, createdAt: 1 })).toBe(false);
  expect(mayBeIts({ createdAt: 0, providerId: 'x' }, { ...server, isPartial: false, createdAt: 1 })).toBe(
    false,
  );
});
