import { ActionIcon, Anchor, Group, Table, Text, Tooltip } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import type { Image } from '../../driver/model/image';
import { Age } from '../ui/Age';
import { Breakable } from '../ui/Breakable';
import { Bytes } from '../ui/Bytes';
import { CopyButton } from '../ui/CopyButton';
import { removeImage } from './removing';

/** The first digits of an image id, as Docker shows them. */
function shortId(imageId: string): string {
  return imageId.replace(/^sha256:/, '').slice(0, 12);
}

/** One line an image; the name opens its details. */
export function ImageTable({ images, onOpen }: { images: Image[]; onOpen: (id: string) => void }) {
  return (
    <Table.ScrollContainer minWidth={620} scrollAreaProps={{ type: 'auto' }}>
      <Table highlightOnHover verticalSpacing="xs" aria-label="Images">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>Image id</Table.Th>
            <Table.Th ta="right">Size</Table.Th>
            <Table.Th ta="right" visibleFrom="lg">
              Layers
            </Table.Th>
            <Table.Th visibleFrom="md">Architecture</Table.Th>
            <Table.Th>Ports</Table.Th>
            <Table.Th>Built</Table.Th>
            <Table.Th>
              <span className="unseen">Actions</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {images.map(image => (
            <Table.Tr key={image.id}>
              <Table.Td style={{ overflowWrap: 'anywhere', minWidth: 180 }}>
                <Anchor
                  component="button"
                  type="button"
                  ta="left"
                  size="sm"
                  fw={600}
                  onClick={() => onOpen(image.id)}
                >
                  <Breakable text={image.id} />
                </Anchor>
              </Table.Td>
              <Table.Td>
                <Group gap={2} wrap="nowrap">
                  <Text size="sm" ff="monospace">
                    {shortId(image.imageId)}
                  </Text>
                  <CopyButton text={image.imageId} what={`the image id of ${image.id}`} />
                </Group>
              </Table.Td>
              <Table.Td ta="right" style={{ whiteSpace: 'nowrap' }}>
                <Bytes value={image.size} />
              </Table.Td>
              <Table.Td ta="right" className="numbers" visibleFrom="lg">
                {image.layers.length}
              </Table.Td>
              <Table.Td visibleFrom="md">{image.architecture}</Table.Td>
              <Table.Td className="numbers">{image.exposedPorts.join(', ') || '–'}</Table.Td>
              <Table.Td style={{ whiteSpace: 'nowrap' }}>
                <Age at={image.builtAt} />
              </Table.Td>
              <Table.Td>
                <Tooltip label="Remove…">
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    className="quiet"
                    aria-label={`Remove ${image.id}`}
                    onClick={() => void removeImage(image)}
                  >
                    <IconTrash size={16} aria-hidden />
                  </ActionIcon>
                </Tooltip>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {images.length === 0 && (
        <Text c="dimmed" size="sm" p="sm" role="status">
          No image matches the filter.
        </Text>
      )}
    </Table.ScrollContainer>
  );
}
