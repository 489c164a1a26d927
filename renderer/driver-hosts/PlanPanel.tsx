import { Anchor, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useMemo, useState } from 'react';
import { formatCost, notCounted } from '../../driver/model/cost';
import { formatDuration } from '../../driver/model/duration';
import type { Host } from '../../driver/model/host';
import { type HostPhase, hostPhaseNames } from '../../driver/model/hostPhases';
import { hasFlavors, type Pool } from '../../driver/model/pool';
import type { PlanLine, PoolPlan } from '../../driver/model/poolPlan';
import { MachinesButton } from '../machines/MachinesButton';
import { ShutDownButton } from '../shutdown/ShutDownButton';
import { show } from '../state/navigation';
import { useCollection, useModel } from '../state/store';
import { ErrorPanel } from '../ui/ErrorPanel';
import { useNow } from '../ui/useNow';
import { startLines } from './startLines';

/** Lines shown until somebody asks for more. */
const SHOWN = 3;

/** What a pool has, what it does now, and what it waits for. */
export function PlanPanel({ pool, onHost }: { pool: Pool; onHost: (id: string) => void }) {
  const plan = useModel(state => state.plans[pool.id]);
  const hosts = useCollection('hosts');
  const places = useModel(state =>
    pool.provider === 'ssh'
      ? Object.values(state.machines).filter(({ poolId }) => poolId === pool.id).length
      : Number.POSITIVE_INFINITY,
  );
  const changing = useMemo(() => changingText(Object.values(hosts), pool.id), [hosts, pool.id]);
  return (
    <Paper component="section" withBorder p="md" aria-label={`Plan of ${pool.name}`}>
      <Stack gap="sm">
        <Group justify="space-between" gap="sm" align="baseline">
          <Title order={2}>{pool.name}</Title>
          <Group gap="xs">
            {pool.provider === 'ssh' && <MachinesButton pool={pool} />}
            <ShutDownButton pool={pool} />
          </Group>
        </Group>
        {!plan && (
          <Text size="sm" c="dimmed">
            No plan has been made yet.
          </Text>
        )}
        {plan && (
          <>
            <Figures
              pool={pool}
              plan={hasFlavors(pool.provider) ? plan : { ...plan, roomForHosts: undefined }}
              changing={changing}
              places={places}
            />
            {startLines(plan.starts, Date.now()).map(line => (
              <Text key={line} size="sm">
                {line}
              </Text>
            ))}
            {plan.banners.map(error => (
              <ErrorPanel
                key={`${error.code} ${error.what}`}
                error={error}
                {...(error.code === 'NO_MACHINE_FREE' ? toMachines(pool) : {})}
              />
            ))}
            <Lines title="Now" lines={plan.doing} count={plan.counts.doing} onHost={onHost} />
            <Lines title="Waiting" lines={plan.waiting} count={plan.counts.waiting} onHost={onHost} />
            {plan.counts.doing + plan.counts.waiting === 0 && (
              <Text size="sm">
                {changing
                  ? 'Nothing to do at the moment but wait for what is under way.'
                  : 'Everything is as it should be; there is nothing to do.'}
              </Text>
            )}
            {plan.next && <Next next={plan.next} onHost={onHost} />}
          </>
        )}
      </Stack>
    </Paper>
  );
}

const toMachines = ({ id }: Pool) => ({
  onRetry: () => show('driver-configs', { machinesOf: id }),
  retryLabel: 'Show machines',
});

/** How many hosts come and go: `2 spawning, 1 draining`; empty where none does. */
export function changingText(hosts: readonly Host[], poolId: string): string {
  const counts = new Map<HostPhase, number>();
  for (const { poolId: own, phase } of hosts) {
    if (own === poolId) counts.set(phase, (counts.get(phase) ?? 0) + 1);
  }
  return hostPhaseNames
    .filter(phase => phase !== 'active' && phase !== 'removed' && counts.has(phase))
    .map(phase => `${counts.get(phase)} ${phase}`)
    .join(', ');
}

/** What time alone brings, and the time until it. */
function Next({ next, onHost }: { next: NonNullable<PoolPlan['next']>; onHost: LineProps['onHost'] }) {
  const left = next.at - useNow();
  return (
    <Text size="sm" className="numbers">
      Next, {left < 1000 ? 'now' : `in ${formatDuration(left)}`}: <Line line={next} onHost={onHost} />
    </Text>
  );
}

function roomText(hosts: number): string {
  if (hosts === 0) return 'for no more hosts';
  return `for ${hosts} more ${hosts === 1 ? 'host' : 'hosts'}`;
}

/** What it is called, what it is, and what is to be said with that. */
type Figure = [name: string, value: string, note?: string | undefined];

interface FiguresProps {
  pool: Pool;
  plan: PoolPlan;
  changing: string;
  places: number;
}

function Figures({ pool, plan, changing, places }: FiguresProps) {
  const { slots, hosts, roomForHosts, largestLaunch, queue, costPerHour } = plan;
  const without = notCounted(pool.config, pool.provider);
  const figures: Figure[] = [
    ['Slots free', `${slots.free} of ${slots.total}`],
    // The one engine of this machine has nothing to grow by.
    ...(hosts.max === undefined ? [] : [['Target', `${slots.target} free`] as Figure]),
    ...(slots.coming > 0 ? [['Coming', `${slots.coming} slots`] as Figure] : []),
    ['Hosts', hostsText(hosts, places)],
    ...(roomForHosts === undefined ? [] : [['Room in the cloud', roomText(roomForHosts)] as Figure]),
    ...(changing ? [['Under way', changing] as Figure] : []),
    ['Largest launch', largestLaunch === 1 ? '1 slot' : `${largestLaunch} slots`],
    ...(costPerHour === undefined ? [] : [['Cost', `${formatCost(costPerHour)} an hour`, without] as Figure]),
    ['Queue', queue === 1 ? '1 instance' : `${queue} instances`],
  ];
  return (
    <dl className="figures">
      {figures.map(([name, value, note]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="numbers">
            {value}
            {note !== undefined && (
              <Text span size="xs" c="dimmed" fw={400}>
                , {note}
              </Text>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** @param places how many machines there are to take; infinite where they are made */
function hostsText({ count, max }: PoolPlan['hosts'], places: number): string {
  if (places === 0 && count === 0) return 'no machines';
  return max === undefined ? String(count) : `${count} of ${max}`;
}

interface LineProps {
  line: PlanLine;
  onHost: (id: string) => void;
}

interface LinesProps {
  title: string;
  lines: readonly PlanLine[];
  /** How many there are in all. */
  count: number;
  onHost: LineProps['onHost'];
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
        {shown.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two lines may say the same
          <li key={`${line.hostId ?? ''} ${line.instanceId ?? ''} ${line.text} ${index}`}>
            <Text size="sm">
              <Line line={line} onHost={onHost} />
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

/** What a line is about, which opens it, and why. */
function Line({ line: { text, reason, hostId, instanceId }, onHost }: LineProps) {
  const open = hostId
    ? () => onHost(hostId)
    : instanceId
      ? () => show('dashboard', { instanceId })
      : undefined;
  return (
    <>
      {open ? (
        <Anchor component="button" type="button" size="sm" fw={600} ta="left" onClick={open}>
          {text}
        </Anchor>
      ) : (
        <b>{text}</b>
      )}
      {reason && ` – ${reason}`}
    </>
  );
}
