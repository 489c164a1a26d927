import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { errorOf, wasCancelled } from '../state/api';
import { ErrorNote } from './ErrorPanel';

const closeButtonProps = { 'aria-label': 'Dismiss' };

/** Shows what a call was refused with; says nothing of a cancelled one. Errors stay until they are dismissed. */
export function notifyError(thrown: unknown): void {
  if (wasCancelled(thrown)) return;
  const error = errorOf(thrown);
  notifications.show({
    id: `error:${error.code}:${error.what}`,
    color: 'red',
    message: <ErrorNote error={error} />,
    autoClose: false,
    withBorder: true,
    closeButtonProps,
    role: 'alert',
  });
}

/** Says that something is done, with a way back where there is one. */
export function notifyDone(message: string, undo?: () => void): void {
  const id = notifications.show({
    color: 'tide',
    autoClose: undo ? 10_000 : 4000,
    withBorder: true,
    closeButtonProps,
    message: (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text size="sm">{message}</Text>
        {undo && (
          <Button
            size="compact-sm"
            variant="light"
            style={{ flexShrink: 0 }}
            onClick={() => {
              notifications.hide(id);
              undo();
            }}
          >
            Undo
          </Button>
        )}
      </Group>
    ),
  });
}

/** Runs a call for its effect; trouble is shown. Answers whether it went well. */
export async function attempt(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (thrown) {
    notifyError(thrown);
    return false;
  }
}
