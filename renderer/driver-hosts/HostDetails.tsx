import { Button, Group, Stack, Tabs, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { show } from '../state/navigation';
import { Age } from '../ui/Age';
import { DetailsDrawer } from '../ui/DetailsDrawer';
import { ErrorPanel } from '../ui/ErrorPanel';
import { Facts } from '../ui/Facts';
import { StateBadge } from '../ui/StateBadge';
import { TimeLeft } from '../ui/TimeLeft';
import { Advanced } from './Advanced';
import { HostButtons } from './HostButtons';
import { HostImages } from './HostImages';
import { HostLog } from './HostLog';
import { HostSettingsForm } from './HostSettingsForm';
import { conditionsOf, type HostRow } from './hostRows';
import { OnHost } from './OnHost';
import { SlotBar } from './SlotBar';
import { Timeline } from './Timeline';

interface HostDetailsProps {
  /** Absent: closed. */
  row: HostRow | undefined;
  onClose: () => void;
}

/** All there is to know of one host. */
export function HostDetails({ row, onClose }: HostDetailsProps) {
  return (
    <DetailsDrawer title={row?.host.name} onClose={onClose}>
      {row && <Details key={row.host.id} row={row} />}
    </DetailsDrawer>
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
          <Tabs.Tab value="contents">On it ({instances.length})</Tabs.Tab>
          {present && <Tabs.Tab value="images">Images</Tabs.Tab>}
          <Tabs.Tab value="log">Log</Tabs.Tab>
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
        <Tabs.Panel value="contents">
          <OnHost row={row} />
        </Tabs.Panel>
        {present && (
          <Tabs.Panel value="images">
            <HostImages host={host} />
          </Tabs.Panel>
        )}
        <Tabs.Panel value="log">
          <HostLog id={host.id} />
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
          <Advanced row={row} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}

function HostFacts({ row: { host, pool, address, oldAt } }: { row: HostRow }) {
  const { facts } = host;
  const rows: [string, ReactNode][] = [
    ['Pool', pool],
    ['Id', host.id],
    ['Provider id', host.providerId ?? 'not known yet'],
    ['Address', address || 'not known yet'],
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
