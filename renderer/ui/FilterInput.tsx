import { CloseButton, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useRef } from 'react';
import { useIsCovered } from './cover';

interface FilterInputProps {
  /** `Filter hosts`. */
  label: string;
  width?: number;
  value: string;
  onChange: (text: string) => void;
}

/** The words that rows must have. `/` goes there from anywhere on the screen, Escape clears it. */
export function FilterInput({ label, width = 220, value, onChange }: FilterInputProps) {
  const input = useRef<HTMLInputElement>(null);
  const covered = useIsCovered();
  useHotkeys([['/', () => !covered && input.current?.focus()]]);
  return (
    <TextInput
      ref={input}
      size="xs"
      w={width}
      aria-label={label}
      placeholder="Filter (press /)"
      leftSection={<IconSearch size={14} aria-hidden />}
      rightSection={
        value && <CloseButton size="xs" aria-label="Clear the filter" onClick={() => onChange('')} />
      }
      value={value}
      onChange={event => onChange(event.currentTarget.value)}
      onKeyDown={event => event.key === 'Escape' && onChange('')}
    />
  );
}
