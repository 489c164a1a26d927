import { NativeSelect } from '@mantine/core';
import { FieldWarning } from '../ui/SchemaField';
import { usePools } from './pools';

interface PoolFieldProps {
  /** The name of the chosen pool, whether there is one or not. */
  plugin: string;
  onChange: (plugin: string) => void;
}

/** The pool that a template is for. One that is gone stays chosen, and is said to be gone. */
export function PoolField({ plugin, onChange }: PoolFieldProps) {
  const names = usePools().map(({ name }) => name);
  const isGone = !names.includes(plugin);
  return (
    <NativeSelect
      mt="md"
      label="Pool"
      description={
        <>
          The pool whose hosts run its instances. What runs already stays where it is when you choose another.
          {isGone && (
            <FieldWarning>
              There is no pool "{plugin}", so nothing of this template can be launched.{' '}
              {names.length > 0 ? 'Choose another pool, or make' : 'Make'} this one under Driver Configs.
            </FieldWarning>
          )}
        </>
      }
      data={[
        ...(isGone ? [{ value: plugin, label: `${plugin} (no such pool)` }] : []),
        ...names.map(name => ({ value: name, label: name })),
      ]}
      value={plugin}
      onChange={event => onChange(event.currentTarget.value)}
    />
  );
}
