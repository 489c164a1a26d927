import { Text } from '@mantine/core';
import { useRecords } from '../state/store';

/** The pool that a template is for, and a word if there is none of this name. */
export function PoolCell({ plugin }: { plugin: string }) {
  const isGone = useRecords('pools', ({ name }) => name === plugin).length === 0;
  return (
    <>
      <Text size="sm" miw={90} style={{ overflowWrap: 'anywhere' }}>
        {plugin}
      </Text>
      {isGone && (
        <Text size="xs" c="var(--rockpool-warning)">
          no such pool
        </Text>
      )}
    </>
  );
}
