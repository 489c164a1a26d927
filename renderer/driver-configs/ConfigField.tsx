import { Autocomplete, Group, Switch, Text, TextInput } from '@mantine/core';
import { IconArrowBackUp, IconRotate } from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';
import type { ConfigChange } from '../../driver/model/configChange';
import { type ConfigKey, type ConfigMeta, configMetaOf, type PoolConfig } from '../../driver/model/pool';
import { choicesFor } from '../clouds/choices';
import { Age } from '../ui/Age';
import { SmallButton } from '../ui/SmallButton';
import { type Edit, typedOf, valueText } from './edits';

interface ConfigFieldProps {
  name: ConfigKey;
  value: PoolConfig[ConfigKey];
  /** What it is where nobody has changed it. */
  usual: PoolConfig[ConfigKey];
  edit: Edit | undefined;
  error: string | undefined;
  /** What of the value the pool's cloud has not, in a sentence. */
  lacking?: string | undefined;
  /** What there is to choose from; absent: it is typed. */
  choices?: readonly string[] | undefined;
  /** What is said of a choice beside its name. */
  choiceText?: ((choice: string) => string | undefined) | undefined;
  /** What an empty input comes to. */
  placeholder?: string | undefined;
  /** True if somebody else has changed it since the typing began. */
  overtaken: boolean;
  /** The last change of it. */
  last: ConfigChange | undefined;
  onEdit: (typed: string | boolean) => void;
  onUndo: () => void;
}

/** One setting: what it means at the left, its value at the right, with the ways back to what is saved and to its default. */
export function ConfigField(props: ConfigFieldProps) {
  const { name, value, usual, edit, error, placeholder, choices, choiceText, onEdit, onUndo } = props;
  const { title, unit, required } = configMetaOf(name);
  const typed = edit?.typed ?? typedOf(value);
  const common = {
    label: title,
    error,
    description: <About {...props} />,
    'data-edited': edit !== undefined || undefined,
    'data-setting': name,
  };
  const backToDefault = typed !== typedOf(usual) && (
    <SmallButton
      label={`Reset ${title}`}
      hint={`Back to the default, ${valueText(name, usual)}`}
      onClick={() => onEdit(typedOf(usual))}
    >
      <IconRotate size={14} aria-hidden />
    </SmallButton>
  );
  if (typeof typed === 'boolean') {
    return (
      <Switch
        {...common}
        checked={typed}
        labelPosition="left"
        className="config-switch"
        onChange={event => onEdit(event.currentTarget.checked)}
      />
    );
  }
  // Escape takes back what was typed here alone.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !edit) return;
    event.stopPropagation();
    onUndo();
  };
  const line = {
    ...common,
    className: 'config-field',
    value: typed,
    required: required ?? false,
    withAsterisk: false,
    spellCheck: false,
    ...(unit && unit !== 'duration' ? { inputMode: 'decimal' as const } : {}),
    ...(placeholder ? { placeholder } : {}),
    onKeyDown,
    rightSectionWidth: edit && backToDefault ? 56 : 32,
    rightSection: (
      <Group gap={2} wrap="nowrap">
        {edit && (
          <SmallButton
            label={`Undo ${title}`}
            hint={`Back to ${valueText(name, value)} (Escape)`}
            onClick={onUndo}
          >
            <IconArrowBackUp size={14} aria-hidden />
          </SmallButton>
        )}
        {backToDefault}
      </Group>
    ),
  };
  if (!choices)
    return <TextInput {...line} autoComplete="off" onChange={event => onEdit(event.currentTarget.value)} />;
  return (
    <Autocomplete
      {...line}
      data={[...choices]}
      openOnFocus={false}
      comboboxProps={{ width: 'max-content', position: 'bottom-end', classNames: { dropdown: 'choices' } }}
      // All of them while nothing was typed: it is chosen among, and not searched.
      filter={({ options, search }) => {
        const shown = edit ? new Set(choicesFor(search, choices, choiceText)) : undefined;
        return shown ? options.filter(one => 'value' in one && shown.has(one.value)) : options;
      }}
      renderOption={({ option: { value: choice } }) => {
        const said = choiceText?.(choice);
        // Ids say nothing to people.
        const [first, then] = name === 'DD_HOST_NETWORK' && said ? [said, choice] : [choice, said];
        return (
          <span>
            {first}
            <Text span size="xs" className="choice-text">
              {then}
            </Text>
          </span>
        );
      }}
      onChange={onEdit}
    />
  );
}

/** What the setting means, its default, who changed it when, and what others did meanwhile. */
function About({ name, value, usual, overtaken, last, lacking, error, edit, choiceText }: ConfigFieldProps) {
  const { help, unit, required, empty } = configMetaOf(name);
  const chosen = choiceText?.(String(edit?.typed ?? value ?? ''));
  const facts = [
    unit && unitWords[unit],
    required && 'required',
    usual === null ? `default empty, ${empty}` : `default ${valueText(name, usual)}`,
  ];
  return (
    <>
      {help}
      <Text span inherit display="block" mt={2}>
        <code>{name}</code> · {facts.filter(Boolean).join(' · ')}
        {last && <LastChange name={name} last={last} />}
      </Text>
      {chosen && !error && (
        <Text span inherit display="block" mt={2} c="var(--mantine-color-text)" className="chosen">
          {chosen}
        </Text>
      )}
      {lacking && !error && (
        <Text span inherit display="block" c="var(--rockpool-warning)">
          {lacking}
        </Text>
      )}
      {overtaken && (
        <Text span inherit display="block" c="var(--rockpool-warning)">
          Changed to {valueText(name, value)} while you were typing; saving replaces that.
        </Text>
      )}
    </>
  );
}

const unitWords: Record<NonNullable<ConfigMeta['unit']>, string> = {
  hosts: 'hosts',
  slots: 'slots',
  errors: 'errors',
  duration: 'days, hours and minutes',
  'per hour': 'per hour',
  GB: 'GB',
  'GB per slot': 'GB per slot',
  MiB: 'MiB',
};

function LastChange({ name, last: { by, at, way, changes } }: { name: ConfigKey; last: ConfigChange }) {
  const change = changes.find(({ key }) => key === name);
  if (!change) return null;
  const before = way === 'made' ? '' : ` (was ${valueText(name, change.from as PoolConfig[ConfigKey])})`;
  return (
    <>
      {' '}
      · {way === 'made' ? 'set' : way} <Age at={at} /> by {by}
      {before}
    </>
  );
}
