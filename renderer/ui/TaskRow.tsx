import { ActionIcon, Group, Progress, Stack, Text, Tooltip } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { formatDuration } from '../../driver/model/duration';
import { formatBytes } from '../../driver/model/memory';
import type { Task } from '../../driver/model/task';
import { api } from '../state/api';
import { ErrorNote } from './ErrorPanel';
import { attempt } from './notify';
import { StateBadge } from './StateBadge';

/** What a task says of its progress: `1.2 GB of 3.4 GB · 210 MB/s · 11s left`. */
export function progressText({ done, total, speed }: Pick<Task, 'done' | 'total' | 'speed'>): string {
  const parts: string[] = [];
  if (total) parts.push(`${formatBytes(done)} of ${formatBytes(total)}`);
  else if (done > 0) parts.push(formatBytes(done));
  if (speed) parts.push(`${formatBytes(speed)}/s`);
  if (total && speed && total > done) parts.push(`${formatDuration(((total - done) / speed) * 1000)} left`);
  return parts.join(' · ');
}

function percent({ done, total }: { done: number; total?: number | undefined }): number {
  return total ? Math.min(100, (done / total) * 100) : 0;
}

/** One long job: its progress and a way to cancel it, or what became of it and a way to dismiss it. */
export function TaskRow({ task }: { task: Task }) {
  const running = task.state === 'running';
  // What waits for its turn has an empty bar; what works toward nobody knows what end has a moving one.
  const endless = !task.total && (task.done > 0 || task.kind === 'install');
  const act = running ? api.tasks.cancel : api.tasks.dismiss;
  const label = `${running ? 'Cancel' : 'Dismiss'}: ${task.title}`;
  return (
    <Stack gap={6} component="section" aria-label={task.title}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text fw={600} size="sm" truncate title={task.title}>
          {task.title}
        </Text>
        <Group gap={4} wrap="nowrap">
          {!running && <StateBadge state={task.state} />}
          <Tooltip label={running ? 'Cancel' : 'Dismiss'}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={label}
              onClick={() => void attempt(act.mutate({ id: task.id }))}
            >
              <IconX size={14} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </Group>
      </Group>
      {running && (
        <>
          <Progress
            size="sm"
            value={endless ? 100 : percent(task)}
            animated={endless}
            aria-label={`Progress of ${task.title}`}
          />
          <Text size="xs" c="dimmed" className="numbers">
            {[task.step, progressText(task)].filter(Boolean).join(' · ')}
          </Text>
          {task.parts.length > 0 && <TaskParts task={task} />}
        </>
      )}
      {task.error && <ErrorNote error={task.error} />}
      {task.state === 'done' && task.result && (
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {task.result}
        </Text>
      )}
    </Stack>
  );
}

function TaskParts({ task }: { task: Task }) {
  return (
    <Stack
      gap={2}
      mah={160}
      style={{ overflowY: 'auto' }}
      tabIndex={0}
      role="group"
      aria-label={`Layers of ${task.title}`}
    >
      {task.parts.map(part => (
        <Group key={part.name} gap="xs" wrap="nowrap">
          <Text size="xs" ff="monospace" w={110} truncate>
            {part.name}
          </Text>
          <Progress size="xs" flex={1} value={percent(part)} aria-label={`Layer ${part.name}`} />
          <Text size="xs" c="dimmed" w={120} truncate>
            {part.state}
          </Text>
        </Group>
      ))}
    </Stack>
  );
}

/** Takes tasks that have ended off the list. */
export function dismissAll(tasks: Task[]): Promise<boolean> {
  return attempt(Promise.all(tasks.map(({ id }) => api.tasks.dismiss.mutate({ id }))));
}
