import { Button } from '@mantine/core';
import { IconFileDescription, IconServer } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { counts } from '../state/instances';
import { show, useParams } from '../state/navigation';
import { useModel } from '../state/store';
import { EmptyState } from '../ui/EmptyState';
import { Page } from '../ui/Page';
import { BlueprintCards } from './BlueprintCards';
import { HostTrouble } from './HostTrouble';
import { Instances } from './Instances';
import './commands';
import './pools/pools.css';

// Read once somebody asks for it, so that the first screen is there sooner.
const InstanceDetails = lazy(() =>
  import('./InstanceDetails').then(module => ({ default: module.InstanceDetails })),
);

// The strip comes a moment after what can be launched, and keeps its place until then.
const PoolPanels = lazy(() => import('./pools/PoolPanels').then(module => ({ default: module.PoolPanels })));

/** What can be launched, what runs, and how the pools are. */
export function Dashboard() {
  const { instanceId } = useParams('dashboard');
  const [detailsOf, setDetailsOf] = useState<string>();
  const [launched, setLaunched] = useState<string>();
  const hasPool = useModel(state => Object.keys(state.pools).length > 0);
  const hasBlueprint = useModel(state => Object.values(state.blueprints).some(({ active }) => active));
  const hasInstances = useModel(state => counts(state.instances).all > 0);
  const [asked, setAsked] = useState(false);
  useEffect(() => setDetailsOf(instanceId), [instanceId]);
  useEffect(() => {
    if (detailsOf) setAsked(true);
  }, [detailsOf]);

  return (
    <Page title="Dashboard">
      <HostTrouble />
      {!hasPool && (
        <EmptyState
          icon={<IconServer size={36} stroke={1.4} />}
          title="No pool yet"
          action={<Button onClick={() => show('welcome')}>Open Welcome</Button>}
        >
          Instances run on the hosts of a pool. Welcome finds your Docker engine and makes the pool with one
          click.
        </EmptyState>
      )}
      {hasPool && !hasBlueprint && (
        <EmptyState
          icon={<IconFileDescription size={36} stroke={1.4} />}
          title="Nothing to launch yet"
          action={<Button onClick={() => show('configure')}>Open Configure</Button>}
        >
          Launches need an active blueprint. Create a template, then a blueprint from it, and activate both.
        </EmptyState>
      )}
      {hasPool && hasBlueprint && <BlueprintCards onLaunched={({ id }) => setLaunched(id)} />}
      {hasPool && (
        <Suspense fallback={<div className="pool-strip-place" />}>
          <PoolPanels />
        </Suspense>
      )}
      {(hasInstances || (hasPool && hasBlueprint)) && (
        <Instances launched={launched} onDetails={setDetailsOf} />
      )}
      <Suspense>
        {asked && <InstanceDetails id={detailsOf} onClose={() => setDetailsOf(undefined)} />}
      </Suspense>
    </Page>
  );
}
