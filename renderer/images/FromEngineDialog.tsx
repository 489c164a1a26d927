import { Badge, Button, Center, Group, Loader, ScrollArea, Stack, Text, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { ErrorValue } from '../../driver/model/errors';
import { withTag } from '../../driver/model/image';
import { api, errorOf, wasCancelled } from '../state/api';
import { useModel } from '../state/store';
import { Dialog } from '../ui/Dialog';
import { ErrorPanel } from '../ui/ErrorPanel';
import { attempt } from '../ui/notify';
import { EngineSelect, useEngineUrls } from './EngineSelect';

interface FromEngineDialogProps {
  opened: boolean;
  onClose: () => void;
}

/** Takes images that an engine has into the image directory. */
export function FromEngineDialog({ opened, onClose }: FromEngineDialogProps) {
  const urls = useEngineUrls();
  const [chosenUrl, setUrl] = useState<string>();
  const engineUrl = chosenUrl ?? urls[0];
  return (
    <Dialog opened={opened} onClose={onClose} title="Take images from the engine">
      <Stack>
        <EngineSelect urls={urls} value={engineUrl ?? ''} onChange={setUrl} />
        {engineUrl && <EngineImages key={engineUrl} engineUrl={engineUrl} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

function EngineImages({ engineUrl }: { engineUrl: string }) {
  const [names, setNames] = useState<string[]>();
  const [error, setError] = useState<ErrorValue>();
  const [filter, setFilter] = useState('');
  const [round, setRound] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each round asks anew
  useEffect(() => {
    const stop = new AbortController();
    setError(undefined);
    api.images.inEngine.query({ engineUrl }, { signal: stop.signal }).then(setNames, thrown => {
      if (!wasCancelled(thrown)) setError(errorOf(thrown));
    });
    return () => stop.abort();
  }, [engineUrl, round]);

  if (error) return <ErrorPanel error={error} onRetry={() => setRound(round + 1)} />;
  if (!names) {
    return (
      <Center h={120}>
        <Loader size="sm" aria-label="Asking the engine" />
      </Center>
    );
  }
  const shown = names.filter(name => name.toLowerCase().includes(filter.trim().toLowerCase()));
  return (
    <>
      <TextInput
        data-autofocus
        aria-label="Filter images of the engine"
        placeholder="Filter by name"
        value={filter}
        onChange={event => setFilter(event.currentTarget.value)}
      />
      <ScrollArea.Autosize mah={320} type="auto">
        <Stack
          gap={4}
          component="ul"
          m={0}
          p={0}
          style={{ listStyle: 'none' }}
          aria-label="Images of the engine"
        >
          {shown.map(name => (
            <EngineImage key={name} engineUrl={engineUrl} name={name} />
          ))}
        </Stack>
      </ScrollArea.Autosize>
      {shown.length === 0 && (
        <Text size="sm" c="dimmed" role="status">
          {names.length === 0
            ? 'This engine has no images with a name. Pull one instead.'
            : 'None matches the filter.'}
        </Text>
      )}
    </>
  );
}

function EngineImage({ engineUrl, name }: { engineUrl: string; name: string }) {
  const here = useModel(state => state.images[withTag(name)] !== undefined);
  const [asked, setAsked] = useState(false);
  const take = async () => {
    setAsked(true);
    if (!(await attempt(api.images.importFromEngine.mutate({ engineUrl, reference: name })))) setAsked(false);
  };
  return (
    <Group component="li" justify="space-between" wrap="nowrap" gap="xs" mih={32}>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {name}
      </Text>
      {here ? (
        <Badge color="green">in the directory</Badge>
      ) : (
        <Button
          size="compact-sm"
          variant="light"
          disabled={asked}
          onClick={() => void take()}
          aria-label={`Take ${name}`}
        >
          {asked ? 'On its way' : 'Take'}
        </Button>
      )}
    </Group>
  );
}
