import { Group, Stack, Text } from '@mantine/core';
import type { Instance } from '../../driver/model/instance';
import { type ApiOutput, api } from '../state/api';
import { Age } from '../ui/Age';
import { CopyButton } from '../ui/CopyButton';
import { ErrorPanel } from '../ui/ErrorPanel';
import { Facts } from '../ui/Facts';
import { usePolled } from '../ui/usePolled';
import { UsagePanel } from './UsagePanel';

type ContainerFacts = ApiOutput['instances']['facts'];

/** What the engine says of it hardly changes; what it uses comes by itself. */
const REFRESH_MS = 10_000;

/** What the container uses, and what the engine says of it, for as long as it is looked at. */
export function ContainerTab({ instance }: { instance: Instance }) {
  const { answer: facts, error } = usePolled(
    instance.id,
    signal => api.instances.facts.query({ id: instance.id }, { signal }),
    REFRESH_MS,
  );
  if (!instance.containerId) {
    return <Text size="sm">There is no container{instance.endedAt ? ' any more' : ' yet'}.</Text>;
  }
  return (
    <Stack gap="sm">
      {instance.state === 'running' && <UsagePanel instance={instance} />}
      {error && <ErrorPanel error={error} />}
      {facts && <Facts label="Container" rows={rowsOf(facts)} />}
      {!facts && !error && <Text size="sm">Asking the engine…</Text>}
    </Stack>
  );
}

function rowsOf(facts: ContainerFacts): [string, React.ReactNode][] {
  return [
    ['Container id', <Copied key="id" text={facts.containerId} what="the container id" />],
    ['Image', facts.image],
    ['Image id', <Copied key="image" text={facts.imageId} what="the image id" />],
    ['Started', <Age key="age" at={facts.startedAt} />],
    ['Memory limit', `${facts.memoryLimitMiB} MiB`],
    ['Disk limit', facts.diskLimitMiB === undefined ? 'none' : `${facts.diskLimitMiB} MiB`],
    ['Port on the host', facts.hostPort === undefined ? '–' : `127.0.0.1:${facts.hostPort}`],
    ['Restarts', String(facts.restartCount)],
  ];
}

function Copied({ text, what }: { text: string; what: string }) {
  return (
    <Group gap={4} wrap="nowrap">
      <Text size="sm" truncate title={text} ff="monospace">
        {text}
      </Text>
      <CopyButton text={text} what={what} />
    </Group>
  );
}
