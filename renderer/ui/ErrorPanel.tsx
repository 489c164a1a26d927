import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ErrorValue } from '../../driver/model/errors';
import { openReport } from '../report/reportDialog';
import { useStore } from '../state/store';

interface ErrorPanelProps {
  error: ErrorValue;
  /** Offers to do it again. */
  onRetry?: () => void;
  retryLabel?: string;
  onDismiss?: () => void;
}

/** An error with all it says: what happened, to what, why, and what to do next. */
export function ErrorPanel({ error, onRetry, retryLabel = 'Try again', onDismiss }: ErrorPanelProps) {
  const isConnected = useStore(({ connection }) => connection.status === 'connected');
  const isOurs = error.kind === 'bug' && isConnected;
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconAlertTriangle size={18} aria-hidden />}
      role="alert"
      title={error.what}
    >
      <Stack gap={4}>
        {error.where && (
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {error.where}
          </Text>
        )}
        {error.why && <Text size="sm">{error.why}</Text>}
        {error.next && (
          <Text size="sm" fw={600}>
            {error.next}
          </Text>
        )}
        {(onRetry || onDismiss || isOurs) && (
          <Group gap="xs" mt={4}>
            {onRetry && (
              <Button size="xs" variant="default" onClick={onRetry}>
                {retryLabel}
              </Button>
            )}
            {isOurs && (
              <Button size="xs" variant="default" onClick={openReport}>
                Save a report for support…
              </Button>
            )}
            {onDismiss && (
              <Button size="xs" variant="default" onClick={onDismiss}>
                Dismiss
              </Button>
            )}
          </Group>
        )}
      </Stack>
    </Alert>
  );
}

/** The same in the small: for rows, notes beside a field, notifications. */
export function ErrorNote({ error }: { error: ErrorValue }) {
  return (
    <Text component="div" size="sm">
      <Text span inherit c="var(--mantine-color-error)" fw={600}>
        {error.what}
      </Text>{' '}
      {[error.why, error.next].filter(Boolean).join(' ')}
    </Text>
  );
}
