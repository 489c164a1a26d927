import { Button, Divider, Loader, Popover, ScrollArea, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconListCheck } from '@tabler/icons-react';
import { Fragment, useState } from 'react';
import { useRecords } from '../state/store';
import { useCover } from '../ui/cover';
import { dismissAll, TaskRow } from '../ui/TaskRow';

/** Long jobs at a glance: how many run or have failed, and all of them on a click. */
export function TasksButton() {
  const [opened, setOpened] = useState(false);
  const tasks = useRecords('tasks').toSorted((a, b) => b.startedAt - a.startedAt);
  const running = tasks.filter(task => task.state === 'running').length;
  const failed = tasks.filter(task => task.state === 'failed').length;
  const ended = tasks.filter(task => task.state !== 'running');
  useCover(opened);

  const label = running > 0 ? `${running} running` : failed > 0 ? `${failed} failed` : 'Tasks';
  const icon =
    running > 0 ? (
      <Loader size={14} aria-hidden />
    ) : failed > 0 ? (
      <IconAlertTriangle size={16} color="var(--mantine-color-error)" aria-hidden />
    ) : (
      <IconListCheck size={16} aria-hidden />
    );
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      width={400}
      shadow="md"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <Button
          variant="subtle"
          color="gray"
          size="xs"
          leftSection={icon}
          aria-label={`Tasks: ${running} running, ${failed} failed`}
          className="quiet"
          onClick={() => setOpened(!opened)}
        >
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label="Tasks">
        <ScrollArea.Autosize
          mah="min(480px, 70vh)"
          type="auto"
          scrollbars="y"
          viewportProps={{ tabIndex: 0 }}
        >
          <Stack gap="sm" p="sm">
            {tasks.length === 0 && (
              <Text size="sm" c="dimmed">
                Nothing is running. Imports, pulls and other long jobs show up here.
              </Text>
            )}
            {ended.length > 1 && (
              <Button size="compact-sm" variant="subtle" onClick={() => void dismissAll(ended)}>
                Dismiss all that have ended
              </Button>
            )}
            {tasks.map((task, index) => (
              <Fragment key={task.id}>
                {index > 0 && <Divider />}
                <TaskRow task={task} />
              </Fragment>
            ))}
          </Stack>
        </ScrollArea.Autosize>
      </Popover.Dropdown>
    </Popover>
  );
}
