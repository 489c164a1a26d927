import { useEffect, useState } from 'react';
import { isUnderWay, type Shutdown } from '../../driver/model/shutdown';
import { useModel } from '../state/store';
import { Dialog } from '../ui/Dialog';
import { OrderForm } from './OrderForm';
import { Progress } from './Progress';
import { ShutdownReport } from './ShutdownReport';
import { closeShutdown, useShutdownDialog } from './shutdownDialog';

/** Shuts a pool down: asks how, shows what is still there, and in the end the report. Closing it stops nothing. */
export function ShutDownDialog() {
  const poolId = useShutdownDialog(dialog => dialog.poolId);
  const pool = useModel(state => (poolId === undefined ? undefined : state.pools[poolId]));
  const shutdown = useModel(state => (poolId === undefined ? undefined : state.shutdowns[poolId]));
  const [ordering, setOrdering] = useState(false);
  const [reading, setReading] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each pool begins anew
  useEffect(() => {
    setOrdering(false);
    setReading(false);
  }, [poolId]);
  if (!pool) return <Dialog opened={false} onClose={closeShutdown} />;

  // Once it was opened again, the report of the last time is there to be read.
  const isPast = shutdown?.past === true;
  const asks = ordering || !shutdown || (isPast && !reading);
  return (
    <Dialog opened onClose={closeShutdown} title={titleOf(pool.name, asks ? undefined : shutdown)} size="xl">
      {asks ? (
        <OrderForm
          pool={pool}
          shutdown={isUnderWay(shutdown) ? shutdown : undefined}
          onOrdered={() => setOrdering(false)}
          onCancel={() => (ordering ? setOrdering(false) : closeShutdown())}
          onReport={isPast ? () => setReading(true) : undefined}
        />
      ) : shutdown.state === 'done' ? (
        <ShutdownReport pool={pool} shutdown={shutdown} />
      ) : (
        <Progress pool={pool} shutdown={shutdown} onChange={() => setOrdering(true)} />
      )}
    </Dialog>
  );
}

function titleOf(name: string, shutdown: Shutdown | undefined): string {
  if (!shutdown) return `Shut down ${name}`;
  if (shutdown.past) return `Last report of ${name}`;
  if (shutdown.state === 'done') return `${name} is shut down`;
  return shutdown.state === 'stuck' ? `${name}: something can't be given back` : `Shutting ${name} down`;
}
