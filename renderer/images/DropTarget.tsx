import { Portal, Text } from '@mantine/core';
import { IconPackageImport } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useCover } from '../ui/cover';
import { importDropped } from './importing';

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;

/** The whole window takes image tarballs, whatever it shows at the moment. */
export function DropTarget() {
  const [over, setOver] = useState(false);
  useCover(over);

  useEffect(() => {
    // Enter and leave come for each element on the way; the pointer has left when as many left as were entered.
    let depth = 0;
    const enter = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth += 1;
      setOver(true);
    };
    const move = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    };
    const leave = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      depth -= 1;
      if (depth <= 0) setOver(false);
    };
    const drop = (event: DragEvent) => {
      // Also what we don't take must not make the window navigate to it.
      event.preventDefault();
      depth = 0;
      setOver(false);
      if (hasFiles(event) && event.dataTransfer) void importDropped(event.dataTransfer);
    };
    const listeners = { dragenter: enter, dragover: move, dragleave: leave, drop };
    for (const [name, listener] of Object.entries(listeners)) {
      window.addEventListener(name, listener as EventListener);
    }
    return () => {
      for (const [name, listener] of Object.entries(listeners)) {
        window.removeEventListener(name, listener as EventListener);
      }
    };
  }, []);

  if (!over) return null;
  return (
    <Portal>
      <div className="drop-target" role="status">
        <IconPackageImport size={44} stroke={1.4} aria-hidden />
        <Text fw={650} size="lg">
          Drop image tarballs to import them
        </Text>
        <Text size="sm">Made by docker save, or OCI layout archives; plain, gzip or zstd</Text>
      </div>
    </Portal>
  );
}
