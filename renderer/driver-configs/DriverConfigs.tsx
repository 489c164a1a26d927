import { Button } from '@mantine/core';
import { IconPlus, IconServerCog } from '@tabler/icons-react';
import { Machines } from '../machines/Machines';
import { show, useParams } from '../state/navigation';
import { useRecords } from '../state/store';
import { EmptyState } from '../ui/EmptyState';
import { Page } from '../ui/Page';
import { NewPoolDialog } from './NewPoolDialog';
import { PoolCard } from './PoolCard';
import './driverConfigs.css';

/** The settings of the pools, a card each. */
export function DriverConfigs() {
  const pools = useRecords('pools').toSorted((a, b) => a.createdAt - b.createdAt);
  const { dialog, name, machinesOf } = useParams('driver-configs');
  const listed = pools.find(({ id }) => id === machinesOf);
  if (listed) return <Machines key={listed.id} pool={listed} />;
  return (
    <Page
      narrow
      title="Driver Configs"
      lead="How many hosts each pool keeps, how large, and for how long. Changes apply once they are saved."
      actions={
        <Button
          leftSection={<IconPlus size={16} aria-hidden />}
          variant={pools.length === 0 ? 'default' : 'filled'}
          onClick={() => show('driver-configs', { dialog: 'new' })}
        >
          New pool
        </Button>
      }
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
      <NewPoolDialog name={name} opened={dialog === 'new'} onClose={() => show('driver-configs')} />
    </Page>
  );
}
