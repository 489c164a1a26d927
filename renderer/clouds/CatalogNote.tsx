import { Anchor, Stack, Text } from '@mantine/core';
import { type ConfigKey, configMetaOf } from '../../driver/model/pool';
import { ErrorPanel } from '../ui/ErrorPanel';
import type { KnownCatalog } from './choices';

interface CatalogNoteProps {
  known: KnownCatalog;
  /** Settings that do not go with what the project has. */
  lacking: readonly ConfigKey[];
  onRetry: () => void;
}

/** Whether what settings name can be chosen from what the cloud has, and which are to be looked at for it. */
export function CatalogNote({ known: { catalog, error }, lacking, onRetry }: CatalogNoteProps) {
  if (error) return <ErrorPanel error={error} onRetry={onRetry} />;
  return (
    <Stack gap={2} role="status">
      <Text size="xs" c="dimmed">
        {catalog
          ? 'Images, flavors, networks and the like are chosen from what the project has.'
          : 'Asking the cloud what the project can choose from…'}
      </Text>
      {lacking.length > 0 && (
        <Text size="sm" c="var(--rockpool-warning)">
          To be looked at before hosts can come:{' '}
          {lacking.map((key, number) => (
            <span key={key}>
              {number > 0 && ', '}
              <Anchor
                component="button"
                type="button"
                inherit
                c="inherit"
                underline="always"
                onClick={event => {
                  const section = event.currentTarget.closest('section');
                  section?.querySelector<HTMLElement>(`[data-setting="${key}"]`)?.focus();
                }}
              >
                {configMetaOf(key).title}
              </Anchor>
            </span>
          ))}
          .
        </Text>
      )}
    </Stack>
  );
}
