import { Text } from '@mantine/core';
import { ErrorPanel } from '../ui/ErrorPanel';
import type { KnownCatalog } from './choices';

interface CatalogNoteProps {
  known: KnownCatalog;
  onRetry: () => void;
}

/** Whether what settings name can be chosen from what the cloud has, and checked against it. */
export function CatalogNote({ known: { catalog, error }, onRetry }: CatalogNoteProps) {
  if (error) return <ErrorPanel error={error} onRetry={onRetry} />;
  return (
    <Text size="xs" c="dimmed" role="status">
      {catalog
        ? 'Images, flavors, networks and the like are chosen from what the project has.'
        : 'Asking the cloud what the project can choose from…'}
    </Text>
  );
}
