import { Group, Text } from '@mantine/core';
import { formatDuration } from '../../driver/model/duration';
import type { Host } from '../../driver/model/host';
import { StateBadge } from '../ui/StateBadge';
import { useNow } from '../ui/useNow';

/** The phases a host went through, the newest first: when, why, and for how long. */
export function Timeline({ history }: { history: Host['history'] }) {
  const now = useNow();
  const steps = history.map((step, index) => ({ ...step, until: history[index + 1]?.at }));
  return (
    <ol className="timeline" aria-label="Timeline">
      {steps.reverse().map(({ phase, at, reason, until }) => (
        <li key={`${at} ${phase}`}>
          <Group gap="xs">
            <StateBadge state={phase} />
            <time className="numbers" dateTime={new Date(at).toISOString()}>
              {new Date(at).toLocaleString()}
            </time>
            {phase !== 'removed' && (
              <Text size="xs" c="dimmed" className="numbers">
                {until === undefined
                  ? `for ${formatDuration(now - at)} so far`
                  : `for ${formatDuration(until - at)}`}
              </Text>
            )}
          </Group>
          {reason && <Text size="sm">{reason}</Text>}
        </li>
      ))}
    </ol>
  );
}
