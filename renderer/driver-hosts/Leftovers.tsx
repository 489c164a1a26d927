import { Button, Group, Paper, Stack, Table, Text, Title, VisuallyHidden } from '@mantine/core';
import { formatCost, notCounted } from '../../driver/model/cost';
import type { Foreign, Leftover } from '../../driver/model/leftover';
import type { Pool } from '../../driver/model/pool';
import { resourceKey, resourceWords } from '../../driver/model/resource';
import { useModel } from '../state/store';
import { Age } from '../ui/Age';
import { CopyButton } from '../ui/CopyButton';
import { ErrorNote } from '../ui/ErrorPanel';
import { removeLeftovers } from './removingLeftovers';
import { takeOver } from './takingOver';

/** What carries our mark and belongs to nothing, and what others have in the pool; nothing where there is neither. */
export function Leftovers({ pool }: { pool: Pool }) {
  const plan = useModel(state => state.plans[pool.id]);
  const { leftovers = [], foreign = [], lease } = plan ?? {};
  // Whoever runs the pool has it: that is said where it can be taken over.
  const others = lease?.state === 'held' ? foreign : [];
  if (leftovers.length + others.length === 0) return null;
  return (
    <Paper component="section" withBorder p="md" aria-label={`Leftovers of ${pool.name}`}>
      <Stack gap="sm">
        {leftovers.length > 0 && <Own pool={pool} leftovers={leftovers} />}
        {others.length > 0 && <Others pool={pool} foreign={others} />}
      </Stack>
    </Paper>
  );
}

function Own({ pool, leftovers }: { pool: Pool; leftovers: readonly Leftover[] }) {
  const waiting = leftovers.filter(({ removing }) => !removing);
  return (
    <>
      <Group justify="space-between" gap="sm">
        <Stack gap={2}>
          <Title order={2}>Left over in {pool.name}</Title>
          <Text size="sm" c="dimmed">
            These carry the mark of this Rockpool and belong to no host. They may cost as long as they are
            there.
          </Text>
        </Stack>
        {waiting.length > 1 && (
          <Button variant="light" color="red" size="xs" onClick={() => void removeLeftovers(pool, waiting)}>
            Remove all {waiting.length}
          </Button>
        )}
      </Group>
      <Table.ScrollContainer minWidth={560} type="native">
        <Table aria-label={`Left over in ${pool.name}`}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>What</Table.Th>
              <Table.Th>Name and id</Table.Th>
              <Table.Th>There</Table.Th>
              <Table.Th>Cost so far</Table.Th>
              <Table.Th>
                <VisuallyHidden>Actions</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {leftovers.map(leftover => (
              <Row key={resourceKey(leftover)} pool={pool} leftover={leftover} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </>
  );
}

function Row({ pool, leftover }: { pool: Pool; leftover: Leftover }) {
  const { kind, id, name, since, costSoFar, removing, error, byHand } = leftover;
  const without = notCounted(pool.config, pool.provider);
  return (
    <Table.Tr>
      <Table.Td>{resourceWords[kind]}</Table.Td>
      <Table.Td>
        <Text size="sm">{name}</Text>
        <Text size="xs" c="dimmed">
          {id}
        </Text>
        {error && <ErrorNote error={error} />}
      </Table.Td>
      <Table.Td>
        <Age at={since} />
      </Table.Td>
      <Table.Td className="numbers">
        {costSoFar === undefined ? 'unknown' : [formatCost(costSoFar), without].filter(Boolean).join(', ')}
      </Table.Td>
      <Table.Td>
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          {byHand && <CopyButton text={byHand} what={`the command that ends ${name}`} />}
          {removing ? (
            <Text size="sm">is being removed</Text>
          ) : (
            <Button size="xs" variant="default" onClick={() => void removeLeftovers(pool, [leftover])}>
              Remove
            </Button>
          )}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

function Others({ pool, foreign }: { pool: Pool; foreign: readonly Foreign[] }) {
  return (
    <>
      <Group justify="space-between" gap="sm">
        <Stack gap={2}>
          <Title order={2}>Of others in {pool.name}</Title>
          <Text size="sm" c="dimmed">
            These carry the mark of another Rockpool. They count where the pool is full, and are never touched
            from here.
          </Text>
        </Stack>
        <Button variant="default" size="xs" onClick={() => void takeOver(pool, undefined)}>
          Take over…
        </Button>
      </Group>
      <ul className="plan-lines">
        {foreign.map(one => (
          <li key={one.controllerId}>
            <Text size="sm">
              <b>{one.name ?? one.controllerId.slice(0, 8)}</b>: {whatOf(one)}
            </Text>
          </li>
        ))}
      </ul>
    </>
  );
}

/** `2 hosts, 3 other resources, 1 container with 2 slots`. */
export function whatOf({ hosts, resources, containers, slots }: Foreign): string {
  const count = (number: number, one: string) => (number === 1 ? `1 ${one}` : `${number} ${one}s`);
  return [
    ...(hosts > 0 ? [count(hosts, 'host')] : []),
    ...(resources > 0 ? [count(resources, 'other resource')] : []),
    ...(containers > 0 ? [`${count(containers, 'container')} with ${count(slots, 'slot')}`] : []),
  ].join(', ');
}
