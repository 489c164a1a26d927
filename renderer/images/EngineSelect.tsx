import { NativeSelect, Text } from '@mantine/core';
import { useRecords } from '../state/store';

/** The engines that pools of this machine have, without doubles; the address of another pool is no engine's. */
export function useEngineUrls(): string[] {
  const pools = useRecords('pools', ({ provider }) => provider === 'local');
  return [...new Set(pools.map(pool => pool.engineUrl))];
}

interface EngineSelectProps {
  urls: string[];
  value: string;
  onChange: (url: string) => void;
}

/** Which engine; nothing to choose where there is one. */
export function EngineSelect({ urls, value, onChange }: EngineSelectProps) {
  if (urls.length === 0) {
    return (
      <Text size="sm" role="alert">
        No Docker engine of this machine is in a pool yet. Connect one on the screen Welcome first.
      </Text>
    );
  }
  if (urls.length === 1) return null;
  return (
    <NativeSelect
      label="Engine"
      data={urls}
      value={value}
      onChange={event => onChange(event.currentTarget.value)}
    />
  );
}
