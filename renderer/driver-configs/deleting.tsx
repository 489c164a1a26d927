import { Stack, Text } from '@mantine/core';
import type { ErrorValue } from '../../driver/model/errors';
import type { Pool } from '../../driver/model/pool';
import { api, errorOf } from '../state/api';
import { useRecords } from '../state/store';
import { confirm } from '../ui/confirm';
import { notifyDone, notifyError } from '../ui/notify';

/** Deletes an empty pool, after asking; where launches wait, it asks whether to end them with it. */
export async function deletePool({ id, name }: Pool): Promise<void> {
  const sure = await confirm({
    title: `Delete the pool "${name}"?`,
    body: <WhatGoes poolName={name} />,
    action: 'Delete pool',
    destructive: true,
  });
  if (!sure) return;
  const refused = await tryTo(id, false);
  if (refused === 'done') return notifyDone(`The pool ${name} is deleted.`);
  const { error, thrown } = refused;
  if (error.code !== 'POOL_HAS_QUEUE') return notifyError(thrown);
  const alsoThose = await confirm({
    title: 'End what waits, too?',
    body: error.what,
    action: 'End them and delete',
    refusal: 'Keep the pool',
    destructive: true,
  });
  if (!alsoThose) return;
  const again = await tryTo(id, true);
  if (again === 'done') notifyDone(`The pool ${name} is deleted, and the launches that waited are ended.`);
  else notifyError(again.thrown);
}

/** What is lost, and which templates would be without a pool. */
function WhatGoes({ poolName }: { poolName: string }) {
  const names = useRecords('templates', ({ plugin }) => plugin === poolName)
    .map(({ config }) => config.name)
    .sort();
  const [are, them] = names.length === 1 ? ['This template is', 'it'] : ['These templates are', 'them'];
  return (
    <Stack gap="xs">
      {names.length > 0 && (
        <Text size="sm" c="var(--rockpool-warning)">
          {are} for it: {names.join(', ')}. Nothing of {them} can be launched until you choose another pool in{' '}
          {them}, or make one of this name again.
        </Text>
      )}
      <Text size="sm">
        The settings of the pool and their history are lost; this can’t be undone. A pool with hosts that
        cost, or with live instances, is kept.
      </Text>
    </Stack>
  );
}

async function tryTo(
  id: string,
  endWaiting: boolean,
): Promise<'done' | { error: ErrorValue; thrown: unknown }> {
  try {
    await api.pools.delete.mutate({ id, endWaiting });
    return 'done';
  } catch (thrown) {
    return { error: errorOf(thrown), thrown };
  }
}
