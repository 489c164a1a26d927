import { Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface PageProps {
  title: string;
  /** One sentence on what the screen is for. */
  lead?: ReactNode;
  /** Buttons at the right of the title. */
  actions?: ReactNode;
  /** Keeps lines of text readable on a wide window; tables go without. */
  narrow?: boolean;
  /** As high as the window, for what scrolls by itself within. */
  fill?: boolean;
  children: ReactNode;
}

/** A screen: its one h1, a lead, its actions, and what it shows. */
export function Page({ title, lead, actions, narrow = false, fill = false, children }: PageProps) {
  return (
    <Stack gap="lg" p="lg" {...(narrow ? { maw: 820 } : {})} {...(fill ? { mih: '100%', mah: '100%' } : {})}>
      <Group justify="space-between" align="flex-start" gap="sm">
        <Stack gap={2} style={{ flex: '1 1 280px' }}>
          <Title order={1}>{title}</Title>
          {lead && (
            <Text c="dimmed" size="sm">
              {lead}
            </Text>
          )}
        </Stack>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}
