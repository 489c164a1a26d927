import { Paper, SimpleGrid, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Instance } from '../../driver/model/instance';
import { formatBytes } from '../../driver/model/memory';
import { ErrorPanel } from '../ui/ErrorPanel';
import { sparkline, type UsagePoint } from './usageSeries';
import { useUsage } from './useUsage';
import './usage.css';

const BOX = { width: 240, height: 36 };

/** What the container uses now and in the last two minutes, a point a second while it is looked at. */
export function UsagePanel({ instance: { id, memoryMiB } }: { instance: Instance }) {
  const [attempt, setAttempt] = useState(0);
  const { series, status, error } = useUsage(id, attempt);
  const { points } = series;
  const now = points.at(-1);
  return (
    <Stack gap="xs">
      {error && <ErrorPanel error={error} onRetry={() => setAttempt(attempt + 1)} />}
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
        <Gauge
          label="Processor"
          value={now && `${now.cpuPercent.toFixed(1)} %`}
          note={now && `${now.processes} processes; 100 % is one processor`}
          lines={[points.map(({ cpuPercent }) => cpuPercent)]}
          most={100}
        />
        <Gauge
          label="Memory"
          value={now && `${now.memoryMiB.toFixed(0)} MiB`}
          note={`of ${memoryMiB} MiB`}
          lines={[points.map(point => point.memoryMiB)]}
          most={memoryMiB}
        />
        <Gauge
          label="Network"
          value={now && `${rateText(now.receivedRate)} in, ${rateText(now.sentRate)} out`}
          lines={[points.map(({ receivedRate }) => receivedRate), points.map(({ sentRate }) => sentRate)]}
          most={1000}
        />
        <Gauge
          label="Writes to disk"
          value={now && rateText(now.writtenRate)}
          note={writtenText(now)}
          lines={[points.map(({ writtenRate }) => writtenRate)]}
          most={1000}
        />
      </SimpleGrid>
      {status === 'ended' && !error && (
        <Text size="xs" c="dimmed">
          The container has ended.
        </Text>
      )}
    </Stack>
  );
}

const rateText = (rate: number | undefined) =>
  rate === undefined ? '–' : `${formatBytes(Math.round(rate))}/s`;

function writtenText(now: UsagePoint | undefined): string {
  if (!now) return '';
  return now.writtenBytes === undefined
    ? 'This engine does not count them.'
    : `${formatBytes(now.writtenBytes)} since its start`;
}

interface GaugeProps {
  label: string;
  /** Absent: not known yet. */
  value: string | undefined;
  note?: string | undefined;
  lines: (number | undefined)[][];
  /** The top of the plot, where nothing is higher. */
  most: number;
}

function Gauge({ label, value, note, lines, most }: GaugeProps) {
  const top = Math.max(most, ...lines.flat().map(one => one ?? 0));
  return (
    <Paper withBorder px="sm" py={8} component="section" aria-label={label}>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text size="sm" fw={600} className="numbers">
        {value ?? 'Asking…'}
      </Text>
      <svg
        className="gauge"
        viewBox={`0 0 ${BOX.width} ${BOX.height}`}
        preserveAspectRatio="none"
        aria-hidden
      >
        {lines.map((values, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a gauge stay in their places
          <path key={index} data-line={index} d={sparkline(values, { ...BOX, most: top })} />
        ))}
      </svg>
      <Text size="xs" c="dimmed" className="numbers" mih="1.2em">
        {note}
      </Text>
    </Paper>
  );
}
