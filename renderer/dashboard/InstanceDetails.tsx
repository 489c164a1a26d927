import { Button, Group, Stack, Tabs, Text } from '@mantine/core';
import { lazy, type MouseEvent, Suspense, useState } from 'react';
import { type Instance, isLive, mayExtend } from '../../driver/model/instance';
import { useModel } from '../state/store';
import { DetailsDrawer } from '../ui/DetailsDrawer';
import { ErrorPanel } from '../ui/ErrorPanel';
import { StateBadge } from '../ui/StateBadge';
import { TimeLeft } from '../ui/TimeLeft';
import { copyUrl, destroy, extend, openInBrowser } from './actions';
import { ConfigTab } from './ConfigTab';
import { ContainerTab } from './ContainerTab';
import { PasswordButton } from './PasswordButton';
import { ProvisioningLog } from './ProvisioningLog';
import { RunningLog } from './RunningLog';

// Read from disk once somebody wants one.
const TerminalPane = lazy(() =>
  import('./terminal/TerminalPane').then(module => ({ default: module.TerminalPane })),
);

interface InstanceDetailsProps {
  /** Absent: closed. */
  id: string | undefined;
  onClose: () => void;
}

/** All there is to know of one instance. */
export function InstanceDetails({ id, onClose }: InstanceDetailsProps) {
  const instance = useModel(state => (id ? state.instances[id] : undefined));
  const [tab, setTab] = useState<string>();
  const shown = tab ?? (instance?.state === 'running' ? 'output' : 'provisioning');
  return (
    <DetailsDrawer title={instance?.name} onClose={onClose} wide={shown === 'terminal'}>
      {instance && <Details key={instance.id} instance={instance} tab={shown} onTab={setTab} />}
    </DetailsDrawer>
  );
}

interface DetailsProps {
  instance: Instance;
  tab: string;
  onTab: (tab: string) => void;
}

function Details({ instance, tab, onTab }: DetailsProps) {
  // Whoever walks over the tabs by keyboard isn't drawn into the terminal.
  const [isPointed, setPointed] = useState(false);
  const onTerminal = ({ detail }: MouseEvent) => setPointed(detail > 0);
  const running = instance.state === 'running';
  return (
    <Stack gap="md">
      <Group gap="sm">
        <StateBadge state={instance.unknown && isLive(instance) ? 'unknown' : instance.state} />
        {running && (
          <Group gap={6}>
            <Text size="sm" c="dimmed">
              Time left
            </Text>
            <TimeLeft size="sm" until={instance.expiresAt} />
          </Group>
        )}
        {instance.reason && !instance.error && <Text size="sm">{instance.reason}</Text>}
      </Group>
      {instance.error && <ErrorPanel error={instance.error} />}
      {instance.warnings.map(warning => (
        <Text key={warning} size="sm" c="var(--rockpool-warning)">
          {warning}
        </Text>
      ))}
      {isLive(instance) && (
        <Group gap="xs">
          {running && (
            <>
              <Button size="xs" onClick={() => void openInBrowser(instance.id)}>
                Open in Browser
              </Button>
              <Button size="xs" variant="default" onClick={() => void copyUrl(instance)}>
                Copy the URL
              </Button>
              {instance.config.show_password && <PasswordButton instance={instance} />}
            </>
          )}
          {mayExtend(instance) && (
            <Button size="xs" variant="default" onClick={() => void extend(instance, 60)}>
              Extend 1 h
            </Button>
          )}
          {instance.state !== 'deleting' && (
            <Button size="xs" variant="light" color="red" onClick={() => void destroy([instance])}>
              Destroy
            </Button>
          )}
        </Group>
      )}
      <Tabs value={tab} onChange={next => next && onTab(next)} keepMounted={false}>
        <Tabs.List mb="sm">
          <Tabs.Tab value="provisioning">Provisioning log</Tabs.Tab>
          <Tabs.Tab value="output">Running log</Tabs.Tab>
          <Tabs.Tab value="terminal" onClick={onTerminal}>
            Terminal
          </Tabs.Tab>
          <Tabs.Tab value="container">Container</Tabs.Tab>
          <Tabs.Tab value="config">Configuration</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="provisioning">
          <ProvisioningLog lines={instance.log} />
        </Tabs.Panel>
        <Tabs.Panel value="output">
          {instance.containerId && isLive(instance) ? (
            <RunningLog id={instance.id} name={instance.name} />
          ) : (
            <Text size="sm">There is no container{instance.endedAt ? ' any more' : ' yet'}.</Text>
          )}
        </Tabs.Panel>
        <Tabs.Panel value="terminal">
          {running ? (
            <Suspense>
              <TerminalPane instanceId={instance.id} name={instance.name} focused={isPointed} />
            </Suspense>
          ) : (
            <Text size="sm">A terminal needs a running instance; this one is {instance.state}.</Text>
          )}
        </Tabs.Panel>
        <Tabs.Panel value="container">
          <ContainerTab instance={instance} />
        </Tabs.Panel>
        <Tabs.Panel value="config">
          <ConfigTab instance={instance} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
