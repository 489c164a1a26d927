import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Pool } from '../../driver/model/pool';
import { CloudDialog } from './CloudDialog';

/** Leads to the connection of a pool to its cloud. */
export function CloudButton({ pool }: { pool: Pool }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        size="xs"
        variant="default"
        aria-label={`Connection (${pool.name})`}
        onClick={() => setOpened(true)}
      >
        Connection
      </Button>
      <CloudDialog pool={pool} opened={opened} onClose={() => setOpened(false)} />
    </>
  );
}
