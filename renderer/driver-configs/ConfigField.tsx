import { ActionIcon, Switch, Text, TextInput, Tooltip } from '@mantine/core';
import { IconRotate } from '@tabler/icons-react';
import type { ConfigKey, PoolConfig } from '../../driver/model/pool';
import { defaultOf, type Edit, metaOf, typedOf, valueText } from './edits';

interface ConfigFieldProps {
  name: ConfigKey;
  value: PoolConfig[ConfigKey];
  edit: Edit | undefined;
  error: string | undefined;
  /** What an empty input comes to. */
  placeholder?: string | undefined;
  /** True if somebody else has changed it since the typing began. */
  overtaken: boolean;
  onEdit: (typed: string | boolean) => void;
}

/** One setting: what it means at the left, its value at the right, with the way back to its default. */
export function ConfigField({ name, value, edit, error, placeholder, overtaken, onEdit }: ConfigFieldProps) {
  const { title, help, unit } = metaOf(name);
  const typed = edit?.typed ?? typedOf(value);
  const usual = typedOf(defaultOf(name));
  const common = {
    label: title,
    error,
    'data-edited': edit !== undefined || undefined,
  };
  const description = (
    <>
      {help}
      <Text span inherit display="block" mt={2}>
        <code>{name}</code> · default {valueText(defaultOf(name))}
        {unit && unit !== 'duration' && usual !== '' && ` ${unit}`}
      </Text>
      {overtaken && (
        <Text span inherit display="block" c="var(--rockpool-warning)">
          Changed to {valueText(value)} while you were typing; saving replaces that.
        </Text>
      )}
    </>
  );
  if (typeof typed === 'boolean') {
    return (
      <Switch
        {...common}
        description={description}
        checked={typed}
        labelPosition="left"
        className="config-switch"
        onChange={event => onEdit(event.currentTarget.checked)}
      />
    );
  }
  return (
    <TextInput
      {...common}
      description={description}
      className="config-field"
      value={typed}
      spellCheck={false}
      autoComplete="off"
      {...(unit && unit !== 'duration' ? { inputMode: 'numeric' } : {})}
      {...(placeholder ? { placeholder } : {})}
      rightSectionWidth={32}
      rightSection={
        typed !== usual && (
          <Tooltip label={usual === '' ? 'Back to automatic' : `Back to the default, ${usual}`}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={`Reset ${title}`}
              onClick={() => onEdit(usual)}
            >
              <IconRotate size={14} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )
      }
      onChange={event => onEdit(event.currentTarget.value)}
    />
  );
}
