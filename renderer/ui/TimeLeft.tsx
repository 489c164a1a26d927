import { Text, type TextProps } from '@mantine/core';
import { formatDuration } from '../../driver/model/duration';
import { useNow } from './useNow';

interface TimeLeftProps extends TextProps {
  /** Ms since the epoch; absent: for ever. */
  until: number | undefined;
  /** From this many minutes before the end on it is shown as a warning. */
  warnMinutes?: number;
}

/** Counts down to an instant. */
export function TimeLeft({ until, warnMinutes = 0, ...text }: TimeLeftProps) {
  const now = useNow();
  if (until === undefined) return <Text {...text}>no limit</Text>;
  const leftMs = until - now;
  if (leftMs <= 0) return <Text {...text}>ending</Text>;
  const warned = leftMs <= warnMinutes * 60_000;
  return (
    <Text className="numbers" {...text} {...(warned ? { c: 'var(--rockpool-warning)', fw: 650 } : {})}>
      {formatDuration(leftMs)}
    </Text>
  );
}
