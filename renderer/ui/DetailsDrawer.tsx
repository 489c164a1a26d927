import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';
import { useCover } from './cover';

interface DetailsDrawerProps {
  /** What it is about; absent: closed. */
  title: string | undefined;
  onClose: () => void;
  /** For what needs more room than facts do. */
  wide?: boolean;
  children: ReactNode;
}

/** The pane at the side that holds all there is to know of one row. */
export function DetailsDrawer({ title, onClose, wide = false, children }: DetailsDrawerProps) {
  const opened = title !== undefined;
  useCover(opened);
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size={wide ? 'min(1040px, 96vw)' : 'min(680px, 92vw)'}
      title={title}
      styles={{ title: { fontWeight: 650, overflowWrap: 'anywhere' } }}
      closeButtonProps={{ 'aria-label': 'Close' }}
      // The element is a header, and the window has its own.
      attributes={{ header: { role: 'none' } }}
      transitionProps={{ duration: 120 }}
    >
      {children}
    </Drawer>
  );
}
