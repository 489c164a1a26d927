import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Pool } from '../../driver/model/pool';
import { api } from '../state/api';
import { attempt, notifyDone } from '../ui/notify';
import { closeShutdown } from './shutdownDialog';

/** The pool works again; what has ended stays ended. */
export function CallBackButton({ pool, label }: { pool: Pool; label: string }) {
  const [sending, setSending] = useState(false);
  async function callBack() {
    setSending(true);
    if (await attempt(api.pools.callBack.mutate({ id: pool.id }))) {
      notifyDone(`${pool.name} takes instances again.`);
      closeShutdown();
    }
    setSending(false);
  }
  return (
    <Button variant="default" loading={sending} onClick={() => void callBack()}>
      {label}
    </Button>
  );
}
