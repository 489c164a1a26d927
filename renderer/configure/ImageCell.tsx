import { Text } from '@mantine/core';
import { useRecords } from '../state/store';
import { findImage } from './configWarnings';

/** The name of an image, and a word if the image directory doesn't have it. */
export function ImageCell({ name }: { name: string }) {
  const images = useRecords('images');
  return (
    <>
      <Text size="sm" miw={110} style={{ overflowWrap: 'anywhere' }}>
        {name}
      </Text>
      {!findImage(images, name) && (
        <Text size="xs" c="var(--rockpool-warning)">
          not in the image directory
        </Text>
      )}
    </>
  );
}
