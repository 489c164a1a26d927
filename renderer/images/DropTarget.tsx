import { Portal, Text } from '@mantine/core';
import { IconPackageImport } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useCover } from '../ui/cover';
import { importDropped } from './importing';
import './images.css';

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;

/** While something is dragged over a page it hears of it several times a second; a drag given up elsewhere may say nothing. */
const SILENCE_MS = 2000;

/** The whole window takes image tarballs, whatever it shows at the moment. */
export function DropTarget() {
  const [over, setOver] = useState(false);
  useCover(over);

  useEffect(() => {
    let silence: ReturnType<typeof setTimeout> | undefined;
    const end = () => {
      clearTimeout(silence);
      setOver(false);
    };
    const move = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
      setOver(true);
      clearTimeout(silence);
      silence = setTimeout(end, SILENCE_MS);
    };
    const leave = (event: DragEvent) => {
      // It comes for each element on the way; out of the window there is nothing that is entered instead.
      if (event.relatedTarget === null) end();
    };
    const drop = (event: DragEvent) => {
      // Also what we don't take must not make the window navigate to it.
      event.preventDefault();
      end();
      if (hasFiles(event) && event.dataTransfer) void importDropped(event.dataTransfer);
    };
    const listeners = { dragenter: move, dragover: move, dragleave: leave, drop };
    for (const [name, listener] of Object.entries(listeners)) {
      window.addEventListener(name, listener as EventListener);
    }
    return () => {
      clearTimeout(silence);
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
