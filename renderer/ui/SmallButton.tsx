import { ActionIcon, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';

export interface SmallButtonProps {
  label: string;
  /** What is shown over it; absent: its label. */
  hint?: string;
  onClick: () => void;
  children: ReactNode;
}

/** A button of an icon alone, in a line or a cell. */
export function SmallButton({ label, hint = label, onClick, children }: SmallButtonProps) {
  return (
    <Tooltip label={hint}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={label}
        onClick={event => {
          // A row behind it opens what it is of.
          event.stopPropagation();
          onClick();
        }}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
