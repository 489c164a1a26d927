import { Button, Tabs } from '@mantine/core';
import { IconRefresh, IconServer } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { show, useParams } from '../state/navigation';
import { useCollection, useRecords } from '../state/store';
import { EmptyState } from '../ui/EmptyState';
import { Page } from '../ui/Page';
import { Hosts } from './Hosts';
import { type HostRow, rowsOf } from './hostRows';
import { ImagesByHost } from './ImagesByHost';
import { LeasePanel } from './LeasePanel';
import { Leftovers } from './Leftovers';
import { PlanPanel } from './PlanPanel';
import { refreshAll } from './refresh';
import './driverHosts.css';

const HostDetails = lazy(() => import('./HostDetails').then(module => ({ default: module.HostDetails })));

/** The hosts of the pools, and what the pools do about them. */
export function DriverHosts() {
  const { poolId, hostId } = useParams('driver-hosts');
  const [detailsOf, setDetailsOf] = useState<string>();
  const pools = useRecords('pools');
  const hosts = useCollection('hosts');
  const instances = useCollection('instances');
  const allPools = useCollection('pools');
  const machines = useCollection('machines');
  const known = useRef<ReadonlyMap<string, HostRow>>(new Map());
  const rows = useMemo(
    () => rowsOf({ hosts, pools: allPools, instances, machines }, known.current),
    [hosts, allPools, instances, machines],
  );
  useEffect(() => {
    known.current = new Map(rows.map(row => [row.host.id, row]));
  }, [rows]);
  useEffect(() => setDetailsOf(hostId), [hostId]);
  const detailed = rows.find(({ host }) => host.id === detailsOf);

  if (pools.length === 0) {
    return (
      <Page title="Driver Hosts">
        <EmptyState
          icon={<IconServer size={36} stroke={1.4} />}
          title="No pool yet"
          action={<Button onClick={() => show('welcome')}>Open Welcome</Button>}
        >
          Hosts belong to a pool. Welcome finds your Docker engine and makes the pool with one click.
        </EmptyState>
      </Page>
    );
  }
  return (
    <Page
      title="Driver Hosts"
      lead="The machines of the pools, and what happens next."
      actions={
        <>
          <Button variant="default" onClick={() => show('driver-configs')}>
            Driver Configs
          </Button>
          <Button
            variant="default"
            leftSection={<IconRefresh size={16} aria-hidden />}
            onClick={() => void refreshAll()}
          >
            Refresh all
          </Button>
        </>
      }
    >
      {pools.map(pool => (
        <LeasePanel key={pool.id} pool={pool} />
      ))}
      {pools.map(pool => (
        <Leftovers key={pool.id} pool={pool} />
      ))}
      <div className="plans">
        {pools.map(pool => (
          <PlanPanel key={pool.id} pool={pool} onHost={setDetailsOf} />
        ))}
      </div>
      <Tabs defaultValue="hosts" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="hosts">Hosts</Tabs.Tab>
          <Tabs.Tab value="images">Images by host</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="hosts">
          <Hosts key={poolId} rows={rows} pools={pools} poolId={poolId} onDetails={setDetailsOf} />
        </Tabs.Panel>
        <Tabs.Panel value="images">
          <ImagesByHost rows={rows} pools={pools} onDetails={setDetailsOf} />
        </Tabs.Panel>
      </Tabs>
      <Suspense>
        {detailsOf !== undefined && <HostDetails row={detailed} onClose={() => setDetailsOf(undefined)} />}
      </Suspense>
    </Page>
  );
}
