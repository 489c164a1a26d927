import { Button, Group, Stack, Text } from '@mantine/core';
import { notCounted } from '../../driver/model/cost';
import { type ConfigKey, configMetaOf, type Pool } from '../../driver/model/pool';
import { valueText } from './edits';
import { Preview } from './Preview';
import type { PoolEdits } from './useEdits';

/** What saving would change, and what the pool would do then; it stays in sight below the settings. */
export function SaveBar({ pool, state }: { pool: Pool; state: PoolEdits }) {
  const { checked, changed, isWrong, saving, discard } = state;
  const wrongKeys = Object.keys(checked.errors) as ConfigKey[];
  const wrong = wrongKeys.length;
  return (
    <div className="form-actions">
      <Stack gap="xs">
        {changed.length > 0 && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled must be reached with the keyboard
          <section className="preview" aria-label="What saving changes" tabIndex={0}>
            <Text size="sm" component="div" role="status">
              {changed.map(key => (
                <div key={key}>
                  {configMetaOf(key).title}: {valueText(key, pool.config[key])} →{' '}
                  <b>{valueText(key, checked.config[key])}</b>
                </div>
              ))}
            </Text>
            {!isWrong && (
              <Preview
                poolId={pool.id}
                changes={checked.changes}
                without={notCounted(checked.config, pool.provider)}
              />
            )}
          </section>
        )}
        {isWrong && (
          <Text size="sm" c="var(--mantine-color-error)">
            {wrong === 1 ? 'One setting is' : `${wrong} settings are`} not possible as typed:{' '}
            {wrongKeys.map(key => configMetaOf(key).title).join(', ')}.
          </Text>
        )}
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
