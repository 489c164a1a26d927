import { Button, Group, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { ErrorValue } from '../../driver/model/errors';
import { isSame } from '../../driver/model/isSame';
import type { Pool } from '../../driver/model/pool';
import { api, errorOf } from '../state/api';
import { Dialog } from '../ui/Dialog';
import { ErrorPanel } from '../ui/ErrorPanel';
import { focusFirstError } from '../ui/focusFirstError';
import { notifyDone } from '../ui/notify';
import { CloudFields } from './CloudFields';
import { CloudTestPanel } from './CloudTestPanel';
import { forgetCatalog } from './catalogs';
import { HostTrialPanel } from './HostTrialPanel';
import { draftOf, NO_CLOUD, typedCloud } from './typedCloud';
import { useCloudTest } from './useCloudTest';

interface CloudDialogProps {
  pool: Pool;
  opened: boolean;
  onClose: () => void;
}

/** Shows, tests and changes how a pool's cloud is reached. */
export function CloudDialog({ pool, opened, onClose }: CloudDialogProps) {
  return (
    <Dialog opened={opened} onClose={onClose} title={`The cloud of ${pool.name}`} size="lg">
      {opened && <CloudForm pool={pool} onClose={onClose} />}
    </Dialog>
  );
}

function CloudForm({ pool, onClose }: Omit<CloudDialogProps, 'opened'>) {
  const [typed, setTyped] = useState(() => (pool.cloud ? typedCloud(pool.cloud) : NO_CLOUD));
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorValue>();
  const { draft, errors } = draftOf(typed);
  const test = useCloudTest({ poolId: pool.id, draft });
  const isSaved = draft?.secret === undefined && isSame(draft?.connection, pool.cloud);

  async function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setTried(true);
    if (!draft) {
      focusFirstError(event.currentTarget);
      return;
    }
    setBusy(true);
    setError(undefined);
    try {
      await api.clouds.connect.mutate({ poolId: pool.id, draft });
      forgetCatalog(pool.id);
      notifyDone(`The connection of ${pool.name} is saved.`);
      onClose();
    } catch (thrown) {
      setError(errorOf(thrown));
      setBusy(false);
    }
  }
  return (
    <form onSubmit={event => void save(event)} noValidate>
      <Stack gap="md">
        <CloudFields
          value={typed}
          onChange={value => {
            setTyped(value);
            test.forget();
          }}
          errors={tried ? errors : {}}
          hasSecret
        />
        <CloudTestPanel test={test} isReady={draft !== undefined} />
        <HostTrialPanel pool={pool} isSaved={isSaved} />
        {error && <ErrorPanel error={error} />}
        <Group justify="flex-end" gap="xs" className="form-actions">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy} disabled={typed.way === 'openrc'}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
