import { Button, Code, Group, Stack, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Image } from '../../driver/model/image';
import { show } from '../state/navigation';
import { useModel } from '../state/store';
import { Age } from '../ui/Age';
import { Bytes } from '../ui/Bytes';
import { CopyButton } from '../ui/CopyButton';
import { Dialog } from '../ui/Dialog';
import { HostsGetIt } from './HostsGetIt';
import { removeImage } from './removing';

/** All that is known of one image. */
export function ImageDetails({ imageId, onClose }: { imageId: string | undefined; onClose: () => void }) {
  const image = useModel(state => (imageId ? state.images[imageId] : undefined));
  return (
    <Dialog opened={image !== undefined} onClose={onClose} title={image?.id} size="lg">
      {image && <Details image={image} onClose={onClose} />}
    </Dialog>
  );
}

function Details({ image, onClose }: { image: Image; onClose: () => void }) {
  const command = [...image.entrypoint, ...image.command].join(' ');
  const facts: [string, ReactNode][] = [
    [
      'Image id',
      <Group key="id" gap={4} wrap="nowrap">
        <Code style={{ overflowWrap: 'anywhere' }}>{image.imageId}</Code>
        <CopyButton text={image.imageId} what="the image id" />
      </Group>,
    ],
    ['Size', <Bytes key="size" value={image.size} />],
    [
      'File',
      <span key="file">
        {image.file} (<Bytes value={image.fileSize} />, {image.format})
      </span>,
    ],
    ['Platform', `${image.os}/${image.architecture}`],
    ['Exposed ports', image.exposedPorts.join(', ') || 'none'],
    ['Command', command ? <Code key="command">{command}</Code> : 'none: a launch command is needed'],
    ['User', image.user || 'root'],
    ['Built', <Age key="built" at={image.builtAt} />],
    ['Imported', <Age key="imported" at={image.importedAt} />],
  ];
  const use = () => {
    onClose();
    show('configure', { dialog: 'template', imageId: image.id });
  };
  const remove = async () => {
    if (await removeImage(image)) onClose();
  };
  return (
    <Stack>
      <Table variant="vertical" layout="fixed">
        <Table.Tbody>
          {facts.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th w={140}>{name}</Table.Th>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <HostsGetIt key={image.imageId} image={image} />
      <Listing title={`${image.layers.length} layers`}>
        {image.layers.map(layer => (
          <Text key={`${layer.diffId} ${layer.offset}`} size="xs" ff="monospace" component="div">
            {layer.diffId.slice(7, 31)}… <Bytes value={layer.size} />
          </Text>
        ))}
      </Listing>
      {image.environment.length > 0 && (
        <Listing title="Environment">
          {image.environment.map(line => (
            <Text key={line} size="xs" ff="monospace" component="div" style={{ overflowWrap: 'anywhere' }}>
              {line}
            </Text>
          ))}
        </Listing>
      )}
      <Group justify="space-between" gap="xs">
        <Button variant="light" color="red" onClick={() => void remove()}>
          Remove…
        </Button>
        <Button data-autofocus onClick={use}>
          Create a template with it
        </Button>
      </Group>
    </Stack>
  );
}

function Listing({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details>
      <Text component="summary" size="sm" fw={600} style={{ cursor: 'pointer' }}>
        {title}
      </Text>
      <Stack gap={2} mt={6} pl="md">
        {children}
      </Stack>
    </details>
  );
}
