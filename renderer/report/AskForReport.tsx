import { Alert, Button, Group, List, Loader, Stack, Switch, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { ErrorValue } from '../../driver/model/errors';
import { namesMayRemain, namesRemain, neverInReports, type ReportPart } from '../../driver/model/report';
import { api, errorOf, wasCancelled } from '../state/api';
import { ErrorPanel } from '../ui/ErrorPanel';
import { useReportDialog } from './reportDialog';

interface AskForReportProps {
  onBegun: (taskId: string) => void;
  onClose: () => void;
}

/** What a report holds and does not hold, whether names are in it, and where it goes. */
export function AskForReport({ onBegun, onClose }: AskForReportProps) {
  const { parts, error: unread } = useContents();
  const placeholders = useReportDialog(dialog => dialog.placeholders);
  const [isAsking, setAsking] = useState(false);
  const [error, setError] = useState<ErrorValue>();

  async function save() {
    setAsking(true);
    setError(undefined);
    try {
      const taskId = await api.reports.save.mutate({ placeholders, fileName: fileNameAt(new Date()) });
      if (taskId !== undefined) onBegun(taskId);
    } catch (thrown) {
      setError(errorOf(thrown));
    } finally {
      setAsking(false);
    }
  }
  return (
    <Stack gap="md">
      <Text size="sm">
        One file for whoever helps you, with what Rockpool knows of what happened. It is saved on this
        computer; nothing is sent anywhere.
      </Text>
      <section aria-label="What is in it">
        <Text fw={600} size="sm" mb={4}>
          What is in it
        </Text>
        {unread && <ErrorPanel error={unread} />}
        {!parts && !unread && <Loader size="sm" aria-label="Looking what there is" />}
        {parts && (
          <List size="sm" spacing={4} listStyleType="none">
            {parts.map(({ name, says }) => (
              <List.Item key={name}>
                <Text span inherit fw={600}>
                  {name}:
                </Text>{' '}
                {says}
              </List.Item>
            ))}
          </List>
        )}
      </section>
      <section aria-label="What is never in it">
        <Text fw={600} size="sm" mb={4}>
          What is never in it
        </Text>
        <Text size="sm">{`${neverInReports.slice(0, 1).toUpperCase()}${neverInReports.slice(1)}.`}</Text>
      </section>
      <Switch
        checked={placeholders}
        onChange={event => useReportDialog.setState({ placeholders: event.currentTarget.checked })}
        label="Replace names of users, addresses and projects by placeholders"
        {...(placeholders
          ? {
              description: `The same name becomes the same placeholder everywhere (user-1, address-2), so that what happened can still be followed. ${namesMayRemain}`,
            }
          : {})}
      />
      {!placeholders && (
        <Alert color="amber" icon={<IconAlertTriangle size={18} aria-hidden />} role="status">
          {namesRemain}
        </Alert>
      )}
      <div className="form-actions">
        {error && <ErrorPanel error={error} />}
        <Group justify="flex-end" gap="xs" mt={error ? 'sm' : 0}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button data-autofocus loading={isAsking} onClick={() => void save()}>
            Save as…
          </Button>
        </Group>
      </div>
    </Stack>
  );
}

function useContents() {
  const [found, setFound] = useState<{ parts?: ReportPart[]; error?: ErrorValue }>({});
  useEffect(() => {
    const abort = new AbortController();
    api.reports.contents.query(undefined, { signal: abort.signal }).then(
      parts => setFound({ parts }),
      thrown => {
        if (!wasCancelled(thrown)) setFound({ error: errorOf(thrown) });
      },
    );
    return () => abort.abort();
  }, []);
  return found;
}

/** `rockpool-report-2026-11-28-1405.tar.gz`, by this computer's clock. */
export function fileNameAt(now: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');
  return `rockpool-report-${day}-${two(now.getHours())}${two(now.getMinutes())}.tar.gz`;
}
