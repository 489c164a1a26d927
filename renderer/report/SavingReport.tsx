import { Alert, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { namesMayRemain, namesRemain } from '../../driver/model/report';
import type { Task } from '../../driver/model/task';
import { api } from '../state/api';
import { ErrorPanel } from '../ui/ErrorPanel';
import { attempt } from '../ui/notify';
import { progressText } from '../ui/TaskRow';

interface SavingReportProps {
  task: Task;
  /** Names are replaced in it. */
  placeholders: boolean;
  onAgain: () => void;
  onClose: () => void;
}

/** How far a report is, and what became of it. */
export function SavingReport({ task, placeholders, onAgain, onClose }: SavingReportProps) {
  const { state, total, done, step, result, error } = task;
  const first = useRef<HTMLButtonElement>(null);
  // The button that had the focus is gone.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each state has buttons of its own
  useEffect(() => first.current?.focus(), [state]);
  if (state === 'running') {
    return (
      <Stack gap="md">
        <Progress
          value={total ? Math.min(100, (done / total) * 100) : 100}
          animated={!total}
          aria-label="Progress of the report"
        />
        <Text size="sm" c="dimmed" className="numbers" role="status">
          {['Saving', step, progressText(task)].filter(Boolean).join(' · ')}
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button
            ref={first}
            variant="default"
            onClick={() => void attempt(api.tasks.cancel.mutate({ id: task.id }))}
          >
            Cancel
          </Button>
        </Group>
      </Stack>
    );
  }
  return (
    <Stack gap="md">
      {state === 'done' && (
        <>
          <Alert color="green" icon={<IconCircleCheck size={18} aria-hidden />} role="status">
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {result}
            </Text>
          </Alert>
          <Text size="sm">{placeholders ? namesMayRemain : namesRemain}</Text>
        </>
      )}
      {state === 'cancelled' && <Text size="sm">Nothing was saved.</Text>}
      {error && <ErrorPanel error={error} />}
      <Group justify="flex-end" gap="xs">
        {state === 'done' ? (
          <>
            <Button
              variant="default"
              onClick={() => void attempt(api.reports.show.mutate({ taskId: task.id }))}
            >
              Show in folder
            </Button>
            <Button ref={first} onClick={onClose}>
              Done
            </Button>
          </>
        ) : (
          <>
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            <Button ref={first} onClick={onAgain}>
              Try again
            </Button>
          </>
        )}
      </Group>
    </Stack>
  );
}
