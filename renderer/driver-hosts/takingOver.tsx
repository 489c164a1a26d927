import { List, Stack, Text } from '@mantine/core';
import type { PoolLease } from '../../driver/model/lease';
import type { Pool } from '../../driver/model/pool';
import { api } from '../state/api';
import { confirm } from '../ui/confirm';
import { attempt, notifyDone } from '../ui/notify';

/** Takes a pool over, once the person knows what that means. */
export async function takeOver({ id, name }: Pool, holder: PoolLease['holder']): Promise<void> {
  const isLive = holder !== undefined && holder.releasedAt === undefined;
  const isMeant = await confirm({
    title: `Take ${name} over?`,
    body: (
      <Stack gap="xs">
        <Text size="sm">
          From then on this Rockpool runs the pool, with all that the other one made there:
        </Text>
        <List size="sm">
          <List.Item>Its hosts and instances are taken into the records here and go on running.</List.Item>
          <List.Item>
            Here they follow the settings of this pool: what is too much goes once it is empty.
          </List.Item>
          <List.Item>
            An instance has at least an hour from now; how often it was extended is not known.
          </List.Item>
          {isLive && (
            <List.Item>
              {holder.holderName} changes nothing any more as soon as it sees this, and says so. Until that is
              certain, up to six minutes, nothing is changed from here either.
            </List.Item>
          )}
        </List>
        <Text size="sm" fw={600}>
          {isLive
            ? `If ${holder.holderName} still works, rather work there.`
            : 'The other one is closed; started again, it is told who has the pool.'}
        </Text>
      </Stack>
    ),
    action: `Take ${name} over`,
    destructive: isLive,
  });
  if (isMeant && (await attempt(api.pools.takeOver.mutate({ id })))) notifyDone(`${name} was taken over.`);
}
