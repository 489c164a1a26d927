import { Stack, Text } from '@mantine/core';
import type { ErrorValue } from '../../driver/model/errors';
import type { Pool } from '../../driver/model/pool';
import { api, errorOf } from '../state/api';
import { useRecords } from '../state/store';
import { confirm } from '../ui/confirm';
import { notifyDone, notifyError } from '../ui/notify';

/**
 * Deletes an empty pool, after asking. Where launches wait, or its hosts can't be asked about any more, it asks whether those
 * are to be ended, or forgotten, with it.
 */
export async function deletePool({ id, name }: Pool): Promise<void> {
  const sure = await confirm({
    title: `Delete the pool "${name}"?`,
    body: <WhatGoes poolName={name} />,
    action: 'Delete pool',
    destructive: true,
  });
  if (!sure) return;
  const refused = await tryTo(id, {});
  if (refused === 'done') return notifyDone(`The pool ${name} is deleted.`);
  const { error, thrown } = refused;
  const way = ways[error.code];
  if (!way) return notifyError(thrown);
  if (!(await confirm(way.question(error)))) return;
  const again = await tryTo(id, way.options);
  if (again === 'done') notifyDone(`The pool ${name} is deleted, and ${way.done}.`);
  else notifyError(again.thrown);
}

type Options = Omit<Parameters<typeof api.pools.delete.mutate>[0], 'id'>;
interface Way {
  question(error: ErrorValue): Parameters<typeof confirm>[0];
  options: Options;
  /** What has come of it beside. */
  done: string;
}

/** What is in the way of deleting a pool and gives way to a second word, by the codes of refusals. */
const ways: Partial<Record<string, Way>> = {
  POOL_HAS_QUEUE: {
    question: ({ what }) => ({
      title: 'End what waits, too?',
      body: what,
      action: 'End them and delete',
      refusal: 'Keep the pool',
      destructive: true,
    }),
    options: { endWaiting: true },
    done: 'the launches that waited are ended',
  },
  POOL_OUT_OF_REACH: {
    question: error => ({
      title: 'Forget what is in it?',
      body: <WhatIsForgotten {...error} />,
      action: 'Forget it and delete',
      refusal: 'Keep the pool',
      destructive: true,
    }),
    options: { forgetting: true },
    done: 'what it had is forgotten',
  },
};

function WhatIsForgotten({ what, why }: Pick<ErrorValue, 'what' | 'why'>) {
  return (
    <Stack gap="xs">
      <Text size="sm">{what}</Text>
      {why !== undefined && <Text size="sm">{why}</Text>}
      <Text size="sm" c="var(--rockpool-warning)">
        Nothing of it is ended: machines that are still there go on, and may cost, until somebody ends them by
        hand. Do this only where they are gone for good, as with a project that was deleted.
      </Text>
    </Stack>
  );
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

async function tryTo(id: string, options: Options): Promise<'done' | { error: ErrorValue; thrown: unknown }> {
  try {
    await api.pools.delete.mutate({ id, ...options });
    return 'done';
  } catch (thrown) {
    return { error: errorOf(thrown), thrown };
  }
}
