import { Badge, Group, Text, Tooltip, UnstyledButton } from '@mantine/core';
import { useMemo } from 'react';
import type { Host } from '../../driver/model/host';
import type { Pool } from '../../driver/model/pool';
import { show } from '../state/navigation';
import { useCollection, useModel, useRecords } from '../state/store';

/** How a pool is, in a few words, and whether that is good, on its way, or in need of somebody. */
export interface PoolHealth {
  tone: 'good' | 'waiting' | 'bad';
  text: string;
  /** The whole sentence. */
  detail: string;
}

export function healthOf(pool: Pool, hosts: Host[]): PoolHealth {
  const present = hosts.filter(host => host.phase !== 'removed');
  const silent = present.filter(host => host.unreachable);
  const [lost] = silent;
  if (lost && present.length > 1) {
    return {
      tone: 'bad',
      text: `${silent.length} of ${present.length} hosts not answering`,
      detail: 'They take no launches, and what runs on them is unknown; Driver Hosts says why.',
    };
  }
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
  const hosts = useCollection('hosts');
  const [free, total = 0] = useModel(state => {
    const slots = state.plans[pool.id]?.slots;
    return slots ? [slots.free, slots.total] : [];
  });
  const health = useMemo(
    () =>
      healthOf(
        pool,
        Object.values(hosts).filter(host => host.poolId === pool.id),
      ),
    [pool, hosts],
  );
  const { tone, text, detail } = health;
  return (
    <Tooltip label={detail} multiline maw={360}>
      <UnstyledButton className="strip" onClick={() => show('driver-hosts', { poolId: pool.id })}>
        <Dot tone={tone} />
        <Text size="sm" fw={600} truncate style={{ flex: '0 1 auto' }}>
          {pool.name}
        </Text>
        {pool.provider === 'simulator' && (
          <Badge size="xs" variant="light" color="amber" className="strip-detail" style={{ flex: 'none' }}>
            simulated
          </Badge>
        )}
        <Text
          size="sm"
          c="dimmed"
          truncate
          // Gives way before the name does.
          style={{ flex: '0 1000 auto' }}
          {...(tone === 'bad' ? {} : { className: 'strip-detail' })}
        >
          {text}
        </Text>
        {total > 0 && (
          <Text size="sm" className="numbers" style={{ flex: 'none', whiteSpace: 'nowrap' }}>
            <b>{free}</b> of {total}
            <span className="strip-detail"> slots free</span>
          </Text>
        )}
      </UnstyledButton>
    </Tooltip>
  );
}

function Dot({ tone }: { tone: PoolHealth['tone'] }) {
  return <span className="dot" data-tone={tone} aria-hidden />;
}
