import { Badge, Button, Code, Collapse, Group, List, Loader, Paper, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { formatBytes } from '../../driver/model/memory';
import { slotsOfEngine } from '../../driver/model/slots';
import { api } from '../state/api';
import { useModel } from '../state/store';
import { ErrorPanel } from '../ui/ErrorPanel';
import { attempt, notifyError } from '../ui/notify';
import { TaskRow } from '../ui/TaskRow';
import { DemoOffer } from './DemoOffer';
import { type Candidate, useEngines } from './useEngines';

const makePool = (engineUrl: string) =>
  attempt(api.pools.create.mutate({ name: 'DockerDriver', provider: 'local', engineUrl }));

/** The engines that answer, one click each; or what to do where none does. */
export function EngineStep() {
  const { found, silent, advice, error, lookAgain } = useEngines();
  const [taskId, setTaskId] = useState<string>();
  if (error) return <ErrorPanel error={error} onRetry={lookAgain} retryLabel="Look again" />;
  if (!found) {
    return (
      <Group gap="xs" role="status">
        <Loader size="xs" aria-hidden />
        <Text size="sm">Looking for Docker engines…</Text>
      </Group>
    );
  }
  return (
    <Stack gap="sm">
      {found.map((candidate, index) => (
        <Engine key={candidate.url} candidate={candidate} first={index === 0} />
      ))}
      {found.length === 0 && <Looking />}
      {/* The engine may answer before its task is done; it is still the one that was asked for. */}
      {(taskId || (found.length === 0 && advice?.canInstall)) && (
        <PrivateEngine taskId={taskId} onStart={setTaskId} />
      )}
      {found.length === 0 && advice && <AdviceList steps={advice.steps} />}
      {found.length === 0 && <DemoOffer />}
      <Silent candidates={silent} />
    </Stack>
  );
}

function Engine({ candidate: { url, source, facts }, first }: { candidate: Candidate; first: boolean }) {
  const [busy, setBusy] = useState(false);
  if (!facts) return null;
  const use = async () => {
    setBusy(true);
    await makePool(url);
    setBusy(false);
  };
  const memory = formatBytes(facts.memoryMiB * 1024 * 1024);
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between" gap="sm">
        <Stack gap={2} style={{ flex: '1 1 260px', minWidth: 0 }}>
          <Group gap="xs">
            <Text fw={650}>Docker {facts.version}</Text>
            <Badge color="green">answers</Badge>
            {facts.rootless && <Badge color="blue">rootless</Badge>}
          </Group>
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {url} · {source}
          </Text>
          <Text size="sm" c="dimmed">
            {facts.operatingSystem}, {facts.architecture}, {facts.cpus} CPUs, {memory}: room for{' '}
            {slotsOfEngine(facts.memoryMiB)} slots
          </Text>
        </Stack>
        <Button onClick={use} loading={busy} variant={first ? 'filled' : 'default'}>
          Use this engine
        </Button>
      </Group>
    </Paper>
  );
}

function Looking() {
  return (
    <Group gap="xs" role="status">
      <Loader size="xs" aria-hidden />
      <Text size="sm">No Docker engine answers yet; looking again every few seconds.</Text>
    </Group>
  );
}

function AdviceList({ steps }: { steps: string[] }) {
  if (steps.length === 0) return null;
  return (
    <>
      <Text size="sm" fw={600}>
        What you can do:
      </Text>
      <List type="ordered" size="sm" spacing={4}>
        {steps.map(step => (
          <List.Item key={step}>{step}</List.Item>
        ))}
      </List>
    </>
  );
}

interface PrivateEngineProps {
  /** The task that starts it, once it was asked for. */
  taskId: string | undefined;
  onStart: (taskId: string) => void;
}

/** One click makes the engine and the pool on it: nobody starts one for another end. */
function PrivateEngine({ taskId, onStart }: PrivateEngineProps) {
  const task = useModel(state => (taskId ? state.tasks[taskId] : undefined));
  const state = task?.state;
  const url = state === 'done' ? task?.result : undefined;
  useEffect(() => {
    if (url) void makePool(url);
  }, [url]);

  const start = () => api.engines.startPrivate.mutate().then(onStart, notifyError);
  return (
    <Paper withBorder p="sm">
      <Stack gap="sm">
        <Group justify="space-between" gap="sm">
          <Stack gap={2} style={{ flex: '1 1 260px' }}>
            <Text fw={650}>A private engine</Text>
            <Text size="sm" c="dimmed">
              Installs this distribution's docker.io and starts an engine with a socket and a data folder of
              its own. It ends with Rockpool and leaves the machine's firewall alone.
            </Text>
          </Stack>
          <Button onClick={start} disabled={state === 'running'}>
            Install and start a private engine
          </Button>
        </Group>
        {task && <TaskRow task={task} />}
      </Stack>
    </Paper>
  );
}

function Silent({ candidates }: { candidates: Candidate[] }) {
  const [shown, setShown] = useState(false);
  if (candidates.length === 0) return null;
  return (
    <Stack gap="xs" align="flex-start">
      <Button variant="subtle" size="compact-sm" aria-expanded={shown} onClick={() => setShown(!shown)}>
        {shown ? 'Hide' : 'Show'} where else was looked ({candidates.length})
      </Button>
      <Collapse expanded={shown}>
        <List size="sm" spacing={4}>
          {candidates.map(({ url, source, error }) => (
            <List.Item key={`${source} ${url}`}>
              <Code>{url}</Code> ({source}): {[error?.what, error?.why].filter(Boolean).join(' ')}
            </List.Item>
          ))}
        </List>
      </Collapse>
    </Stack>
  );
}
