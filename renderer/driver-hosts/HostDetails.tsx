import { Anchor, Button, Drawer, Group, Stack, Table, Tabs, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Host } from '../../driver/model/host';
import { Facts } from '../dashboard/Facts';
import { show } from '../state/navigation';
import { Age } from '../ui/Age';
import { CopyButton } from '../ui/CopyButton';
import { useCover } from '../ui/cover';
import { ErrorPanel } from '../ui/ErrorPanel';
import { StateBadge } from '../ui/StateBadge';
import { TimeLeft } from '../ui/TimeLeft';
import { HostButtons } from './HostButtons';
import { HostSettingsForm } from './HostSettingsForm';
import { conditionsOf, type HostRow } from './hostRows';
import { SlotBar } from './SlotBar';
import { Timeline } from './Timeline';

interface HostDetailsProps {
  /** Absent: closed. */
  row: HostRow | undefined;
  onClose: () => void;
}

/** All there is to know of one host. */
export function HostDetails({ row, onClose }: HostDetailsProps) {
  const opened = row !== undefined;
  useCover(opened);
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size="min(680px, 92vw)"
      title={row?.host.name}
      styles={{ title: { fontWeight: 650, overflowWrap: 'anywhere' } }}
      closeButtonProps={{ 'aria-label': 'Close' }}
      // The element is a header, and the window has its own.
      attributes={{ header: { role: 'none' } }}
      transitionProps={{ duration: 120 }}
    >
      {row && <Details key={row.host.id} row={row} />}
    </Drawer>
  );
}

function Details({ row }: { row: HostRow }) {
  const { host, shownState, reason, instances } = row;
  const present = host.phase !== 'removed';
  return (
    <Stack gap="md">
      <Group gap="sm">
        <StateBadge state={host.phase} />
        {shownState === 'unknown' && <StateBadge state="unknown" label="not answering" />}
        {conditionsOf(host).map(condition => (
          <StateBadge key={condition} state="draining" label={condition} />
        ))}
        {present && <SlotBar use={row.slots} />}
      </Group>
      {shownState !== 'unknown' && reason && <Text size="sm">{reason}</Text>}
      {host.unreachable && present && <ErrorPanel error={host.unreachable.error} />}
      {host.failures && host.failures.count > 0 && (
        <Stack gap={4}>
          <Text size="sm">
            {host.failures.count === 1
              ? 'Its last try failed'
              : `Its last ${host.failures.count} tries failed`}
            , <Age at={host.failures.at} />.
          </Text>
          {host.failures.error.code !== host.unreachable?.error.code && (
            <ErrorPanel error={host.failures.error} />
          )}
        </Stack>
      )}
      <Group gap="xs">
        <HostButtons hosts={[host]} />
      </Group>
      <Tabs defaultValue="timeline" keepMounted={false}>
        <Tabs.List mb="sm">
          <Tabs.Tab value="timeline">Timeline</Tabs.Tab>
          <Tabs.Tab value="instances">Instances ({instances.length})</Tabs.Tab>
          <Tabs.Tab value="facts">Facts</Tabs.Tab>
          {present && <Tabs.Tab value="settings">Settings</Tabs.Tab>}
          <Tabs.Tab value="advanced">Advanced</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="timeline">
          <Timeline history={host.history} />
          <Button
            mt="sm"
            size="xs"
            variant="default"
            onClick={() => show('activity', { text: `"${host.name}"` })}
          >
            Show its events in Activity
          </Button>
        </Tabs.Panel>
        <Tabs.Panel value="instances">
          <InstancesOn row={row} />
        </Tabs.Panel>
        <Tabs.Panel value="facts">
          <HostFacts row={row} />
        </Tabs.Panel>
        {present && (
          <Tabs.Panel value="settings">
            <HostSettingsForm row={row} />
          </Tabs.Panel>
        )}
        <Tabs.Panel value="advanced">
          <Raw host={host} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}

function InstancesOn({ row: { instances } }: { row: HostRow }) {
  if (instances.length === 0) return <Text size="sm">Nothing runs on it.</Text>;
  const byName = [...instances].sort((a, b) => a.name.localeCompare(b.name));
  return (
    <Table.ScrollContainer minWidth={480} type="native">
      <Table aria-label="Instances on this host">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>User</Table.Th>
            <Table.Th>Slots</Table.Th>
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

function HostFacts({ row: { host, pool, oldAt } }: { row: HostRow }) {
  const { facts } = host;
  const rows: [string, ReactNode][] = [
    ['Pool', pool],
    ['Id', host.id],
    ['Provider id', host.providerId ?? 'not known yet'],
    ['Address', host.engineUrl ?? 'not known yet'],
    ...(host.flavor ? [['Flavor', host.flavor] as [string, string]] : []),
    ['Slots', `${host.slots}`],
    ['Made', <Age key="made" at={host.createdAt} />],
    ...(host.firstUsedAt
      ? [['First used', <Age key="used" at={host.firstUsedAt} />] as [string, ReactNode]]
      : []),
    ...(oldAt
      ? [['Life-time left', <TimeLeft key="left" size="sm" until={oldAt} />] as [string, ReactNode]]
      : []),
    ...(facts
      ? ([
          ['Docker', facts.engineVersion],
          ['System', `${facts.operatingSystem}, ${facts.architecture}`],
          ['Memory', `${(facts.memoryMiB / 1024).toFixed(1)} GiB`],
          ['CPUs', String(facts.cpus)],
        ] as [string, string][])
      : []),
  ];
  return <Facts label="Facts" rows={rows} />;
}

function Raw({ host }: { host: Host }) {
  const text = JSON.stringify(host, null, 2);
  return (
    <Stack gap={4}>
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          The host as Rockpool keeps it.
        </Text>
        <CopyButton text={text} what="the record" />
      </Group>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className="log" tabIndex={0} aria-label="Record of the host">
        {text}
      </section>
    </Stack>
  );
}
