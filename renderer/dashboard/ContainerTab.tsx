import { Group, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { ErrorValue } from '../../driver/model/errors';
import type { Instance } from '../../driver/model/instance';
import { type ApiOutput, api, errorOf, wasCancelled } from '../state/api';
import { Age } from '../ui/Age';
import { CopyButton } from '../ui/CopyButton';
import { ErrorPanel } from '../ui/ErrorPanel';
import { Facts } from './Facts';

type ContainerFacts = ApiOutput['instances']['facts'];

const REFRESH_MS = 3000;

/** What the engine says of the container, asked again every few seconds while it is looked at. */
export function ContainerTab({ instance }: { instance: Instance }) {
  const { facts, error } = useContainerFacts(instance.id);
  if (!instance.containerId) {
    return <Text size="sm">There is no container{instance.endedAt ? ' any more' : ' yet'}.</Text>;
  }
  return (
    <Stack gap="sm">
      {error && <ErrorPanel error={error} />}
      {facts && <Facts label="Container" rows={rowsOf(facts)} />}
      {!facts && !error && <Text size="sm">Asking the engine…</Text>}
    </Stack>
  );
}

function useContainerFacts(id: string): { facts?: ContainerFacts; error?: ErrorValue } {
  const [answer, setAnswer] = useState<{ facts?: ContainerFacts; error?: ErrorValue }>({});
  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    async function ask() {
      try {
        setAnswer({ facts: await api.instances.facts.query({ id }, { signal: abort.signal }) });
      } catch (thrown) {
        if (wasCancelled(thrown) || abort.signal.aborted) return;
        setAnswer(last => ({ ...last, error: errorOf(thrown) }));
      }
      if (!abort.signal.aborted) timer = setTimeout(() => void ask(), REFRESH_MS);
    }
    void ask();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [id]);
  return answer;
}

function rowsOf(facts: ContainerFacts): [string, React.ReactNode][] {
  const memory = facts.memoryMiB === undefined ? '–' : `${facts.memoryMiB.toFixed(0)} MiB`;
  return [
    ['Container id', <Copied key="id" text={facts.containerId} what="the container id" />],
    ['Image', facts.image],
    ['Image id', <Copied key="image" text={facts.imageId} what="the image id" />],
    ['Started', <Age key="age" at={facts.startedAt} />],
    ['Memory', `${memory} of ${facts.memoryLimitMiB} MiB`],
    ['CPU', facts.cpuPercent === undefined ? '–' : `${facts.cpuPercent.toFixed(1)} %`],
    ['Processes', facts.processes === undefined ? '–' : String(facts.processes)],
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
