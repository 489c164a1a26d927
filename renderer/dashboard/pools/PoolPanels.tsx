import { Group, SegmentedControl, Title } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { useModel } from '../../state/store';
import { PoolPanel } from './PoolPanel';
import { type Range, rangeNames, ranges } from './plot';

const data = rangeNames.map(value => ({ value, label: ranges[value].label }));

/** All pools beside each other, over the same time. */
export function PoolPanels() {
  const ids = useModel(state => Object.keys(state.pools));
  const [range, setRange] = useLocalStorage<Range>({ key: 'pool-range', defaultValue: '6h' });
  const shown = rangeNames.includes(range) ? range : '6h';
  if (ids.length === 0) return null;
  return (
    <section aria-label="Pools">
      <Group justify="space-between" mb="xs">
        <Title order={2}>{ids.length === 1 ? 'Pool' : 'Pools'}</Title>
        <SegmentedControl
          size="xs"
          aria-label="Time shown"
          data={data}
          value={shown}
          onChange={value => setRange(value as Range)}
        />
      </Group>
      <div className="pool-strip">
        {ids.map(id => (
          <PoolPanel key={id} poolId={id} range={shown} />
        ))}
      </div>
    </section>
  );
}
