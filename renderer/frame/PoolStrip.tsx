import { Badge, Group, Text, Tooltip, UnstyledButton } from '@mantine/core';
import { useMemo } from 'react';
import type { Host } from '../../driver/model/host';
import type { Pool } from '../../driver/model/pool';
import { hostsAre } from '../state/hostsAre';
import { show } from '../state/navigation';
import { useCollection, useModel, useRecords } from '../state/store';

/** How a pool is, in a few words, and whether that is good, on its way, or in need of somebody. */
export interface PoolHealth {
  tone: 'good' | 'waiting' | 'bad';
  text: string;
  /** The whole sentence. */
  detail: string;
}

/** @param machines how many there are that a pool over SSH may take */
export function healthOf(pool: Pool, hosts: Host[], machines = 0): PoolHealth {
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
  const active = hosts.filter(host => host.phase === 'active');
  const [first] = active;
  if (first) return { tone: 'good', text: 'ready', detail: readyText(pool, first, active.length) };
  const [coming] = present;
  if (coming || pool.provider === 'local') {
    return {
      tone: 'waiting',
      text: coming?.phase ?? 'waiting for the engine',
      detail: `The pool is being made ready (${hostsAre(pool)}).`,
    };
  }
  if (pool.provider === 'ssh' && machines === 0) {
    return {
      tone: 'waiting',
      text: 'no machines yet',
      detail: 'Driver Configs lists the machines that it may take as hosts.',
    };
  }
  return { tone: 'waiting', text: 'no host', detail: 'Driver Hosts says when the next one comes, and why.' };
}

function readyText(pool: Pool, { facts }: Host, count: number): string {
  const docker = `Docker ${facts?.engineVersion ?? ''}`;
  if (pool.provider === 'local') return `${docker} at ${pool.engineUrl}`;
  return count === 1 ? `One host is active: ${docker}.` : `${count} hosts are active.`;
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
  const machines = useModel(
    state => Object.values(state.machines).filter(({ poolId }) => poolId === pool.id).length,
  );
  const health = useMemo(
    () =>
      healthOf(
        pool,
        Object.values(hosts).filter(host => host.poolId === pool.id),
        machines,
      ),
    [pool, hosts, machines],
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
