import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { formatDuration } from '../../driver/model/duration';
import type { PoolLease } from '../../driver/model/lease';
import type { Pool } from '../../driver/model/pool';
import { useModel } from '../state/store';
import { Age } from '../ui/Age';
import { useNow } from '../ui/useNow';
import { takeOver } from './takingOver';

/** Who has a pool that this Rockpool does not run, and the way to take it over; nothing while all is well. */
export function LeasePanel({ pool }: { pool: Pool }) {
  const lease = useModel(state => state.plans[pool.id]?.lease);
  if (lease?.state !== 'other' && lease?.state !== 'waiting') return null;
  return (
    <Paper component="section" withBorder p="md" aria-label={`Who runs ${pool.name}`}>
      {lease.state === 'waiting' ? (
        <Waiting pool={pool} lease={lease} />
      ) : (
        <Other pool={pool} lease={lease} />
      )}
    </Paper>
  );
}

function Other({ pool, lease: { holder } }: { pool: Pool; lease: PoolLease }) {
  const wasLeft = holder?.releasedAt !== undefined;
  return (
    <Group justify="space-between" gap="sm">
      <Stack gap={2}>
        <Text fw={600}>
          {pool.name} {wasLeft ? 'was left by' : 'is run by'} another Rockpool: {holder?.holderName}
        </Text>
        <Text size="sm" c="dimmed">
          {wasLeft ? (
            <>
              It was closed <Age at={holder?.releasedAt} />, with hosts in the pool.
            </>
          ) : (
            <>
              Since <Age at={holder?.since} />; it last said so <Age at={holder?.renewedAt} />.
            </>
          )}{' '}
          Nothing is changed in the pool from here.
        </Text>
      </Stack>
      <Button variant="default" onClick={() => void takeOver(pool, holder)}>
        Take over…
      </Button>
    </Group>
  );
}

function Waiting({ pool, lease: { writesAt = 0 } }: { pool: Pool; lease: PoolLease }) {
  const leftMs = writesAt - useNow();
  return (
    <>
      <Text fw={600}>{pool.name} was taken over</Text>
      <Text size="sm" c="dimmed">
        The Rockpool before may still be writing.{' '}
        {leftMs > 0 ? `This one begins in ${formatDuration(leftMs)}.` : 'This one begins now.'}
      </Text>
    </>
  );
}
