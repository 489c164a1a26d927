import { List, Stack, Text } from '@mantine/core';
import type { Leftover } from '../../driver/model/leftover';
import type { Pool } from '../../driver/model/pool';
import { resourceKey, resourceWords } from '../../driver/model/resource';
import { api } from '../state/api';
import { confirm } from '../ui/confirm';
import { attempt, notifyDone } from '../ui/notify';

/** How many names a question lists. */
const LISTED = 8;

/** Orders the end of leftovers, once the person has seen what they are. */
export async function removeLeftovers({ id, name }: Pool, leftovers: readonly Leftover[]): Promise<void> {
  const [first] = leftovers;
  if (!first) return;
  const what =
    leftovers.length === 1
      ? `the ${resourceWords[first.kind]} ${first.name}`
      : `${leftovers.length} leftovers`;
  const isMeant = await confirm({
    title: `Remove ${what}?`,
    body: (
      <Stack gap="xs">
        <Text size="sm">
          {leftovers.length === 1 ? 'It belongs' : 'They belong'} to no host of {name}. What is stored there
          is lost.
        </Text>
        {leftovers.length > 1 && (
          <List size="sm">
            {leftovers.slice(0, LISTED).map(leftover => (
              <List.Item key={resourceKey(leftover)}>
                {resourceWords[leftover.kind]} {leftover.name}
              </List.Item>
            ))}
            {leftovers.length > LISTED && <List.Item>and {leftovers.length - LISTED} more</List.Item>}
          </List>
        )}
        <Text size="sm">This can't be undone.</Text>
      </Stack>
    ),
    action: 'Remove',
    destructive: true,
  });
  if (!isMeant) return;
  const resources = leftovers.map(leftover => ({ kind: leftover.kind, id: leftover.id }));
  if (await attempt(api.pools.removeLeftovers.mutate({ id, resources })))
    notifyDone(
      `Asked to end ${what}; it is repeated until ${leftovers.length === 1 ? 'it is' : 'they are'} gone.`,
    );
}
