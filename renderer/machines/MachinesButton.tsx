import { Button } from '@mantine/core';
import type { Pool } from '../../driver/model/pool';
import { show } from '../state/navigation';
import { useModel } from '../state/store';

/** Leads to the machines of a pool over SSH; stands out as long as there is none. */
export function MachinesButton({ pool: { id, name } }: { pool: Pool }) {
  const count = useModel(
    state => Object.values(state.machines).filter(machine => machine.poolId === id).length,
  );
  const text = count === 0 ? 'Add machines…' : `Machines (${count})`;
  return (
    <Button
      size="xs"
      variant={count === 0 ? 'filled' : 'default'}
      aria-label={`${text} (${name})`}
      onClick={() => show('driver-configs', { machinesOf: id })}
    >
      {text}
    </Button>
  );
}
