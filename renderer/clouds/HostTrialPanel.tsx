import { Button, Group, Stack, Text } from '@mantine/core';
import type { Pool } from '../../driver/model/pool';
import { TRIAL_STEPS } from '../../driver/model/triedHost';
import { CheckList } from '../machines/CheckList';
import { ErrorPanel } from '../ui/ErrorPanel';
import { useHostTrial } from './useHostTrial';

interface HostTrialPanelProps {
  pool: Pool;
  /** False: what is typed is not what the pool has, which is what would be tried. */
  isSaved: boolean;
}

/** Proves the way to hosts with a machine that is made for it, and ended again. */
export function HostTrialPanel({ pool, isSaved }: HostTrialPanelProps) {
  const { state, tried, error, run, cancel } = useHostTrial(pool.id);
  const isBusy = state === 'busy';
  return (
    <Stack gap="xs" component="section" aria-label="Try with a real host">
      <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
        <div>
          <Text size="sm" fw={600}>
            Can Rockpool get to a host there?
          </Text>
          <Text size="xs" c="dimmed">
            {isSaved
              ? `Only a host shows it: a machine (${pool.config.DD_HOST_FLAVOR_NAME_SMALL}) is made by the saved settings, entered, and ended again. That takes some minutes, which the cloud may charge for.`
              : 'Save the connection first: what is saved is tried.'}
          </Text>
        </div>
        {isBusy ? (
          <Button size="xs" variant="default" onClick={cancel} style={{ flex: 'none' }}>
            Cancel, and end it
          </Button>
        ) : (
          <Button size="xs" variant="default" disabled={!isSaved} onClick={run} style={{ flex: 'none' }}>
            {state === 'idle' ? 'Try with a real host' : 'Try again'}
          </Button>
        )}
      </Group>
      {error && <ErrorPanel error={error} />}
      {state === 'cancelled' && (
        <Text size="sm" role="status">
          Cancelled. If a machine was made it is being ended; Driver Hosts shows it until it is gone.
        </Text>
      )}
      {(isBusy || state === 'done') && !error && (
        <CheckList label="Trial" checks={tried?.checks ?? []} names={TRIAL_STEPS} busy={isBusy} />
      )}
      {tried && tried.lines.length > 0 && state !== 'cancelled' && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must be reachable from the keyboard.
        <div className="log trial-log" role="log" aria-label="What is done" tabIndex={0}>
          {tried.lines.map((line, number) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added, and may be the same.
            <div key={number}>{line}</div>
          ))}
        </div>
      )}
    </Stack>
  );
}
