import { Badge, Group, Text, Tooltip, UnstyledButton } from '@mantine/core';
import type { Host } from '../../driver/model/host';
import type { Pool } from '../../driver/model/pool';
import type { State } from '../../driver/model/state';
import { capacityOf } from '../state/capacity';
import { show } from '../state/navigation';
import { useModel, useRecords } from '../state/store';

/** How a pool is, in a few words, and whether that is good, on its way, or in need of somebody. */
export interface PoolHealth {
  tone: 'good' | 'waiting' | 'bad';
  text: string;
  /** The whole sentence. */
  detail: string;
}

export function healthOf(pool: Pool, hosts: Host[]): PoolHealth {
  const lost = hosts.find(host => host.unreachable);
  if (lost?.unreachable) {
    const { what, next } = lost.unreachable.error;
    return { tone: 'bad', text: 'engine not answering', detail: [what, next].filter(Boolean).join(' ') };
  }
  if (pool.config.DD_SHUTDOWN_MODE) {
    return {
      tone: 'waiting',
      text: 'shutdown mode',
      detail: 'Nothing new is launched; turn off shutdown mode in Driver Configs.',
    };
  }
  const active = hosts.find(host => host.phase === 'active');
  if (active) {
    return {
      tone: 'good',
      text: 'ready',
      detail: `Docker ${active.facts?.engineVersion ?? ''} at ${pool.engineUrl}`,
    };
  }
  const phase = hosts.find(host => host.phase !== 'removed')?.phase;
  return {
    tone: 'waiting',
    text: phase ?? 'waiting for the engine',
    detail: `The pool is being made ready (${pool.engineUrl}).`,
  };
}

/** The pools at a glance: engine, and slots free of all. */
export function PoolStrip() {
  const pools = useRecords('pools');
  if (pools.length === 0) {
    return (
      <UnstyledButton className="strip" onClick={() => show('welcome')}>
        <Dot tone="waiting" />
        <Text size="sm">No pool yet: connect an engine</Text>
      </UnstyledButton>
    );
  }
  return (
    <Group gap="md" wrap="nowrap" style={{ overflow: 'hidden' }}>
      {pools.map(pool => (
        <PoolItem key={pool.id} pool={pool} />
      ))}
    </Group>
  );
}

function PoolItem({ pool }: { pool: Pool }) {
  const hosts = useRecords('hosts', host => host.poolId === pool.id);
  const capacity = useModel((state: State) => capacityOf(state, pool.id));
  const { tone, text, detail } = healthOf(pool, hosts);
  return (
    <Tooltip label={detail} multiline maw={360}>
      <UnstyledButton className="strip" onClick={() => show('driver-hosts', { poolId: pool.id })}>
        <Dot tone={tone} />
        <Text size="sm" fw={600} truncate>
          {pool.name}
        </Text>
        {pool.provider === 'simulator' && (
          <Badge size="xs" variant="light" color="amber">
            simulated
          </Badge>
        )}
        <Text size="sm" c="dimmed" truncate>
          {text}
        </Text>
        {capacity.total > 0 && (
          <Text size="sm" className="numbers" style={{ whiteSpace: 'nowrap' }}>
            <b>{capacity.free}</b> of {capacity.total} slots free
          </Text>
        )}
      </UnstyledButton>
    </Tooltip>
  );
}

function Dot({ tone }: { tone: PoolHealth['tone'] }) {
  return <span className="dot" data-tone={tone} aria-hidden />;
}
