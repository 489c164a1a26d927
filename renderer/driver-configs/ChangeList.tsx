import { Text } from '@mantine/core';
import type { ConfigChange } from '../../driver/model/configChange';
import { type ConfigKey, configMetaOf, type PoolConfig, poolConfigSchema } from '../../driver/model/pool';
import { valueText } from './edits';

/** Settings with what they were and what they become, one a line. */
export function ChangeList({ changes, label }: { changes: ConfigChange['changes']; label: string }) {
  return (
    <Text component="ul" size="sm" aria-label={label} className="changes">
      {changes.map(({ key, from, to }) => (
        <li key={key}>
          {titleOf(key)}: <span className="was">{textOf(key, from)}</span> → <b>{textOf(key, to)}</b>
        </li>
      ))}
    </Text>
  );
}

/** A setting that no version has any more goes by its key. */
const isKnown = (key: string): key is ConfigKey => Object.hasOwn(poolConfigSchema.shape, key);
const titleOf = (key: string) => (isKnown(key) ? configMetaOf(key).title : key);
const textOf = (key: string, value: ConfigChange['changes'][number]['from']) =>
  isKnown(key) ? valueText(key, value as PoolConfig[ConfigKey]) : String(value);
