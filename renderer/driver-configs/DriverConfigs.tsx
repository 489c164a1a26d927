import { Button } from '@mantine/core';
import { IconServerCog } from '@tabler/icons-react';
import { show } from '../state/navigation';
import { useRecords } from '../state/store';
import { EmptyState } from '../ui/EmptyState';
import { Page } from '../ui/Page';
import { PoolCard } from './PoolCard';

/** The settings of the pools, a card each. */
export function DriverConfigs() {
  const pools = useRecords('pools');
  return (
    <Page
      narrow
      title="Driver Configs"
      lead="How many hosts each pool keeps, how large, and for how long. Changes apply once they are saved."
    >
      {pools.map(pool => (
        <PoolCard key={pool.id} pool={pool} />
      ))}
      {pools.length === 0 && (
        <EmptyState
          icon={<IconServerCog size={36} stroke={1.4} />}
          title="No pool yet"
          action={<Button onClick={() => show('welcome')}>Open Welcome</Button>}
        >
          Welcome finds your Docker engine and makes a pool of it; its settings are here then.
        </EmptyState>
      )}
    </Page>
  );
}
