import { Anchor, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { formatDuration } from '../../driver/model/duration';
import type { Pool } from '../../driver/model/pool';
import type { PlanLine, PoolPlan } from '../../driver/model/poolPlan';
import { show } from '../state/navigation';
import { useModel } from '../state/store';
import { ErrorPanel } from '../ui/ErrorPanel';
import { useNow } from '../ui/useNow';

/** Lines shown until somebody asks for more. */
const SHOWN = 3;

/** What a pool has, what it does now, and what it waits for. */
export function PlanPanel({ pool, onHost }: { pool: Pool; onHost: (id: string) => void }) {
  const plan = useModel(state => state.plans[pool.id]);
  return (
    <Paper component="section" withBorder p="md" aria-label={`Plan of ${pool.name}`}>
      <Stack gap="sm">
        <Group justify="space-between" gap="sm" align="baseline">
          <Title order={2}>{pool.name}</Title>
          {plan && <Until plan={plan} />}
        </Group>
        {!plan && (
          <Text size="sm" c="dimmed">
            No plan has been made yet.
          </Text>
        )}
        {plan && (
          <>
            <Figures plan={plan} />
            {plan.banners.map(error => (
              <ErrorPanel key={`${error.code} ${error.what}`} error={error} />
            ))}
            <Lines title="Now" lines={plan.doing} count={plan.counts.doing} onHost={onHost} />
            <Lines title="Waiting" lines={plan.waiting} count={plan.counts.waiting} onHost={onHost} />
            {plan.counts.doing + plan.counts.waiting === 0 && (
              <Text size="sm">Everything is as it should be; there is nothing to do.</Text>
            )}
          </>
        )}
      </Stack>
    </Paper>
  );
}

/** When time alone will change the plan. */
function Until({ plan }: { plan: PoolPlan }) {
  const now = useNow();
  if (plan.nextAt === undefined) return null;
  const left = plan.nextAt - now;
  return (
    <Text size="sm" c="dimmed" className="numbers">
      {left < 1000 ? 'planned again now' : `next change in ${formatDuration(left)}`}
    </Text>
  );
}

function Figures({ plan: { slots, hosts, largestLaunch, queue } }: { plan: PoolPlan }) {
  const figures: [string, string][] = [
    ['Slots free', `${slots.free} of ${slots.total}`],
    ...(slots.target > 0 ? [['Target', `${slots.target} free`] as [string, string]] : []),
    ...(slots.coming > 0 ? [['Coming', `${slots.coming} slots`] as [string, string]] : []),
    ['Hosts', hosts.max === undefined ? String(hosts.count) : `${hosts.count} of ${hosts.max}`],
    ['Largest launch', largestLaunch === 1 ? '1 slot' : `${largestLaunch} slots`],
    ['Queue', queue === 1 ? '1 instance' : `${queue} instances`],
  ];
  return (
    <dl className="figures">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="numbers">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

interface LinesProps {
  title: string;
  lines: readonly PlanLine[];
  /** How many there are in all. */
  count: number;
  onHost: (id: string) => void;
}

function Lines({ title, lines, count, onHost }: LinesProps) {
  const [all, setAll] = useState(false);
  if (count === 0) return null;
  const shown = all ? lines : lines.slice(0, SHOWN);
  return (
    <Stack gap={4}>
      <Title order={3}>
        {title} <span className="numbers">({count})</span>
      </Title>
      <ul className="plan-lines">
        {shown.map(({ text, reason, hostId, instanceId }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two lines may say the same
          <li key={`${hostId ?? ''} ${instanceId ?? ''} ${text} ${index}`}>
            <Text size="sm">
              {hostId || instanceId ? (
                <Anchor
                  component="button"
                  type="button"
                  size="sm"
                  fw={600}
                  ta="left"
                  onClick={() =>
                    hostId ? onHost(hostId) : show('dashboard', instanceId ? { instanceId } : {})
                  }
                >
                  {text}
                </Anchor>
              ) : (
                <b>{text}</b>
              )}
              {reason && ` – ${reason}`}
            </Text>
          </li>
        ))}
      </ul>
      {lines.length > SHOWN && (
        <Anchor component="button" type="button" size="sm" ta="left" onClick={() => setAll(!all)}>
          {all ? 'Show less' : `Show ${lines.length === count ? 'all' : 'the first'} ${lines.length}`}
        </Anchor>
      )}
    </Stack>
  );
}
