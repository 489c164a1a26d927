import { Button } from '@mantine/core';
import { IconAlertTriangle, IconPower } from '@tabler/icons-react';
import type { Pool } from '../../driver/model/pool';
import { useModel } from '../state/store';
import { openShutdown } from './shutdownDialog';

/** Opens the dialog in which a pool is shut down; while that is under way it says how much is left. */
export function ShutDownButton({ pool }: { pool: Pool }) {
  const shutdown = useModel(state => state.shutdowns[pool.id]);
  const isOn = shutdown !== undefined && !shutdown.past;
  const isStuck = isOn && shutdown.state === 'stuck';
  const label = !isOn
    ? 'Shut down pool…'
    : shutdown.state === 'done'
      ? 'Shut down: report'
      : isStuck
        ? `Not given back: ${shutdown.remainingCount}`
        : `Shutting down: ${shutdown.remainingCount} left`;
  return (
    <Button
      size="xs"
      variant={isOn ? 'light' : 'default'}
      {...(isStuck ? { color: 'amber' } : {})}
      leftSection={
        isStuck ? <IconAlertTriangle size={14} aria-hidden /> : <IconPower size={14} aria-hidden />
      }
      aria-label={`${label} (${pool.name})`}
      onClick={() => openShutdown(pool.id)}
    >
      {label}
    </Button>
  );
}
