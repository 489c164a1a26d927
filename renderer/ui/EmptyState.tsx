import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  /** What to do next, in a sentence. */
  children: ReactNode;
  /** The button or buttons that do it. */
  action?: ReactNode;
}

/** What a screen shows where there is nothing yet. */
export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <Stack align="center" gap="xs" py={48} px="md" ta="center">
      <Text c="dimmed" lh={1} aria-hidden component="div">
        {icon}
      </Text>
      <Title order={2}>{title}</Title>
      <Text c="dimmed" maw={460} component="div">
        {children}
      </Text>
      {action}
    </Stack>
  );
}
