import { Anchor, Badge, Group, Paper, Skeleton, Stack, Text } from '@mantine/core';
import { memo } from 'react';
import { formatDuration } from '../../../driver/model/duration';
import type { PoolPlan } from '../../../driver/model/poolPlan';
import { show } from '../../state/navigation';
import { useModel } from '../../state/store';
import { useNow } from '../../ui/useNow';
import { FreeSlotsPlot } from './FreeSlotsPlot';
import { HostStates } from './HostStates';
import type { Range } from './plot';
import { usePoolHistory } from './usePoolHistory';

/** A pool at a glance: free slots now and over time, the queue, its hosts, and what comes next. */
export const PoolPanel = memo(({ poolId, range }: { poolId: string; range: Range }) => {
  const name = useModel(state => state.pools[poolId]?.name) ?? '';
  const plan = useModel(state => state.plans[poolId]);
  const history = usePoolHistory(poolId, range);
  return (
    <Paper component="section" withBorder p="sm" aria-label={`Pool ${name}`}>
      <Stack gap={8}>
        <Group justify="space-between" gap="xs" align="baseline">
          <Anchor
            component="button"
            type="button"
            fw={650}
            className="quiet"
            onClick={() => show('driver-hosts', { poolId })}
          >
            {name}
          </Anchor>
          {plan && <Figures plan={plan} />}
        </Group>
        {history ? (
          <FreeSlotsPlot name={name} history={history} isReady={(plan?.slots.total ?? 0) > 0} />
        ) : (
          <Skeleton height={127} animate={false} />
        )}
        <HostStates poolId={poolId} />
        {plan && <Next plan={plan} />}
        {plan?.next && <Until {...plan.next} />}
      </Stack>
    </Paper>
  );
});

function Figures({ plan: { slots, queue } }: { plan: PoolPlan }) {
  return (
    <Group gap={8} wrap="nowrap">
      {queue > 0 && <Badge color="amber">{queue} waiting</Badge>}
      <Text size="sm" className="numbers">
        <b>{slots.free}</b> of {slots.total} slots free
        {slots.target > 0 && (
          <Text span c="dimmed" size="sm">
            , target {slots.target}
          </Text>
        )}
      </Text>
    </Group>
  );
}

/** The first of what is done, or else waited for. */
function Next({ plan: { doing, waiting, counts, banners } }: { plan: PoolPlan }) {
  const line = doing[0] ?? waiting[0];
  const more = counts.doing + counts.waiting - 1;
  const [banner] = banners;
  return (
    <Text size="sm" className="pool-next">
      {banner ? (
        <Text span size="sm" fw={600} c="var(--rockpool-warning)">
          {banner.what}
        </Text>
      ) : line ? (
        <>
          <b>{doing[0] ? 'Now: ' : 'Waiting: '}</b>
          {line.text}
          {line.reason && ` – ${line.reason}`}
        </>
      ) : (
        'Everything is as it should be.'
      )}
      {more > 0 && !banner && ` ${more} more.`}
    </Text>
  );
}

/** What time alone brings. */
function Until({ at, text, reason }: NonNullable<PoolPlan['next']>) {
  const left = at - useNow();
  return (
    <Text size="xs" c="dimmed" mt={-4} className="numbers" truncate title={`${text} – ${reason}`}>
      Next, {left < 1000 ? 'now' : `in ${formatDuration(left)}`}: {text} – {reason}
    </Text>
  );
}
