import { Alert, Button, Group, Loader, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { formatDuration } from '../../driver/model/duration';
import type { Pool } from '../../driver/model/pool';
import type { Remaining, Shutdown } from '../../driver/model/shutdown';
import { countOf, type ThingKind, thingKinds } from '../../driver/model/thing';
import { useNow } from '../ui/useNow';
import { CallBackButton } from './CallBackButton';
import { RemainingList } from './RemainingList';
import { ReportButtons } from './ReportButtons';
import { closeShutdown } from './shutdownDialog';

interface ProgressProps {
  pool: Pool;
  shutdown: Shutdown;
  /** Another way is to be chosen. */
  onChange: () => void;
}

/** What is still there of a pool that is shut down, and what each waits for. */
export function Progress({ pool, shutdown, onChange }: ProgressProps) {
  const { state, remaining, remainingCount, report } = shutdown;
  const late = remaining.filter(({ resists }) => resists).length;
  return (
    <Stack>
      {state === 'stuck' ? (
        <Alert
          color="amber"
          icon={<IconAlertTriangle size={18} aria-hidden />}
          title={late === 1 ? 'One thing does not go by itself' : `${late} things do not go by themselves`}
        >
          Rockpool goes on trying. End them by hand with the commands below; the report gets complete as soon
          as nothing is left.
        </Alert>
      ) : (
        <Group gap="xs" role="status" wrap="nowrap">
          <Loader size="xs" aria-hidden style={{ flex: 'none' }} />
          <Text size="sm">
            {summary(remaining, remainingCount)} <End shutdown={shutdown} />
          </Text>
        </Group>
      )}
      <RemainingList remaining={remaining} count={remainingCount} />
      <Group justify="space-between" gap="xs">
        <div>{state === 'stuck' && report && <ReportButtons pool={pool} report={report} />}</div>
        <Group gap="xs" justify="flex-end">
          <CallBackButton pool={pool} label="Call back" />
          {state !== 'stuck' && (
            <Button variant="default" onClick={onChange}>
              Change…
            </Button>
          )}
          <Button data-autofocus onClick={closeShutdown}>
            Close
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}

/** `Still there: 3 instances, 2 machines.` */
export function summary(remaining: readonly Remaining[], count: number): string {
  if (count === 0) return 'Nothing is known to be left; making sure by two listings in a row.';
  const counts = new Map<ThingKind, number>();
  for (const { kind } of remaining) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const known = thingKinds.flatMap(kind => {
    const of = counts.get(kind);
    return of ? [countOf(kind, of)] : [];
  });
  const more = count - remaining.length;
  return `Still there: ${[...known, ...(more > 0 ? [`${more} more`] : [])].join(', ')}.`;
}

function End({ shutdown: { endsAt } }: { shutdown: Shutdown }) {
  const now = useNow();
  if (endsAt === undefined || endsAt <= now) return null;
  return (
    <>
      What still runs ends in <b className="numbers">{formatDuration(endsAt - now)}</b> (
      {new Date(endsAt).toLocaleString(undefined, { dateStyle: 'short', timeStyle: 'short' })}).
    </>
  );
}
