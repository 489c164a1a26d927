import { Anchor, Stack, Table, Text, Title } from '@mantine/core';
import type { HostLook, LookedContainer } from '../../driver/model/hostLook';
import type { Instance } from '../../driver/model/instance';
import { formatBytes } from '../../driver/model/memory';
import { show } from '../state/navigation';
import { ErrorPanel } from '../ui/ErrorPanel';
import { Facts } from '../ui/Facts';
import { StateBadge } from '../ui/StateBadge';
import { TimeLeft } from '../ui/TimeLeft';
import type { HostRow } from './hostRows';
import { cpuText, memoryText, usageCovers } from './usage';
import { useHostLook } from './useHostLook';

/** What is on a host: what it uses now, our instances, and whatever else its engine holds. */
export function OnHost({ row }: { row: HostRow }) {
  const { host, instances } = row;
  const { look, error } = useHostLook(host);
  const asked = host.phase !== 'removed' && host.engineUrl !== undefined;
  return (
    <Stack gap="md">
      {asked && error && error.code !== host.unreachable?.error.code && <ErrorPanel error={error} />}
      {look && <Usage row={row} look={look} />}
      {asked && !look && !error && <Text size="sm">Asking the engine…</Text>}
      <Instances instances={instances} containers={look?.containers ?? []} />
      {look && <Others containers={look.containers} instances={instances} />}
    </Stack>
  );
}

function Usage({ row: { host }, look }: { row: HostRow; look: HostLook }) {
  const { disk } = look;
  const parts = disk && [
    `images ${formatBytes(disk.images)}`,
    `containers ${formatBytes(disk.containers)}`,
    `volumes ${formatBytes(disk.volumes)}`,
    `build cache ${formatBytes(disk.cache)}`,
  ];
  const all = disk && disk.images + disk.containers + disk.volumes + disk.cache;
  return (
    <Stack gap={4}>
      <Facts
        label="Usage"
        rows={[
          ['CPU', <span key="cpu">{cpuText(host, look)}</span>],
          ['Memory', <span key="memory">{memoryText(host, look)}</span>],
          [
            'Disk',
            parts
              ? `${formatBytes(all ?? 0)}: ${parts.join(', ')}`
              : 'The engine takes too long to count it.',
          ],
        ]}
      />
      <Text size="xs" c="dimmed">
        {usageCovers} The disk is what the engine keeps; how much of it is free, it does not say.
      </Text>
    </Stack>
  );
}

interface InstancesProps {
  instances: readonly Instance[];
  containers: readonly LookedContainer[];
}

function Instances({ instances, containers }: InstancesProps) {
  if (instances.length === 0) return <Text size="sm">No instance is on it.</Text>;
  const byName = [...instances].sort((a, b) => a.name.localeCompare(b.name));
  const byInstance = new Map(containers.map(one => [one.instanceId, one]));
  return (
    <Table.ScrollContainer minWidth={560} type="native">
      <Table aria-label="Instances on this host">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Instance</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>User</Table.Th>
            <Table.Th>Slots</Table.Th>
            <Table.Th>Uses</Table.Th>
            <Table.Th>Time left</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {byName.map(({ id, name, state, unknown, userId, slots, expiresAt }) => (
            <Table.Tr key={id}>
              <Table.Td>
                <Anchor
                  component="button"
                  type="button"
                  size="sm"
                  ta="left"
                  onClick={() => show('dashboard', { instanceId: id })}
                >
                  {name}
                </Anchor>
              </Table.Td>
              <Table.Td>
                <StateBadge state={unknown ? 'unknown' : state} />
              </Table.Td>
              <Table.Td>{userId}</Table.Td>
              <Table.Td className="numbers">{slots}</Table.Td>
              <Table.Td className="numbers">{usesText(byInstance.get(id))}</Table.Td>
              <Table.Td>
                <TimeLeft size="sm" until={expiresAt} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** `12 %, 180 MiB`, the processor's share of one processor. */
function usesText(container: LookedContainer | undefined): string {
  if (container?.cpuPercent === undefined || container.memoryMiB === undefined) return '–';
  return `${Math.round(container.cpuPercent)} %, ${Math.round(container.memoryMiB)} MiB`;
}

const owners: Record<LookedContainer['owner'], string> = {
  ours: 'ours, in no record',
  foreign: "another Rockpool's",
  unknown: 'not ours: no marks',
};

/** Containers that are no instance of ours: their slots and their load count all the same. */
function Others({ containers, instances }: InstancesProps) {
  const known = new Set(instances.map(({ id }) => id));
  const others = containers.filter(({ instanceId }) => instanceId === undefined || !known.has(instanceId));
  if (others.length === 0) return null;
  return (
    <Stack gap={4}>
      <Title order={3}>Other containers</Title>
      <Text size="sm">{othersText(others)}</Text>
      <Table.ScrollContainer minWidth={480} type="native">
        <Table aria-label="Other containers on this host">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Container</Table.Th>
              <Table.Th>Whose</Table.Th>
              <Table.Th>Image</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th>Uses</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {others.map(container => (
              <Table.Tr key={container.containerId}>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{container.name}</Table.Td>
                <Table.Td>{owners[container.owner]}</Table.Td>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{shortImage(container.image)}</Table.Td>
                <Table.Td>{container.state}</Table.Td>
                <Table.Td className="numbers">{usesText(container)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Stack>
  );
}

/** What they use together, and that a machine's own slots leave it out. */
function othersText(others: readonly LookedContainer[]): string {
  const usedMiB = others.reduce((sum, { memoryMiB }) => sum + (memoryMiB ?? 0), 0);
  const used = `They use ${Math.round(usedMiB)} MiB together.`;
  if (!others.some(({ owner }) => owner === 'unknown')) return used;
  return `${used} Where slots are counted from a machine's memory, what containers without marks hold is left out.`;
}

/** An image without a name by the beginning of its id. */
function shortImage(image: string): string {
  return image.startsWith('sha256:') ? image.slice('sha256:'.length, 'sha256:'.length + 12) : image;
}
