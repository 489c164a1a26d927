import { Button, Group, Stack, Text } from '@mantine/core';
import { configMetaOf, type Pool } from '../../driver/model/pool';
import { valueText } from './edits';
import { Preview } from './Preview';
import type { PoolEdits } from './useEdits';

/** What saving would change, and what the pool would do then; it stays in sight below the settings. */
export function SaveBar({ pool, state }: { pool: Pool; state: PoolEdits }) {
  const { checked, changed, isWrong, saving, discard } = state;
  return (
    <div className="form-actions">
      <Stack gap="xs">
        {changed.length > 0 && (
          <Text size="sm" component="div" role="status">
            {changed.map(key => (
              <div key={key}>
                {configMetaOf(key).title}: {valueText(key, pool.config[key])} →{' '}
                <b>{valueText(key, checked.config[key])}</b>
              </div>
            ))}
          </Text>
        )}
        {changed.length > 0 && !isWrong && <Preview poolId={pool.id} changes={checked.changes} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={discard}>
            Discard
          </Button>
          <Button type="submit" loading={saving} disabled={isWrong || changed.length === 0}>
            Save
          </Button>
        </Group>
      </Stack>
    </div>
  );
}
