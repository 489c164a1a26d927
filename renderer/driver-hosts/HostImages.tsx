import { Button, Group, List, Stack, Table, Text, Title } from '@mantine/core';
import type { Host } from '../../driver/model/host';
import { formatBytes } from '../../driver/model/memory';
import { useCollection } from '../state/store';
import { ErrorPanel } from '../ui/ErrorPanel';
import { actionsFor, run } from './actions';
import { ImageState, whyFailed } from './ImageState';
import { useHostLook } from './useHostLook';

const SHORT_ID = 19;

/** The images that a host is to have and how they stand there, and what else it holds. */
export function HostImages({ host }: { host: Host }) {
  const pools = useCollection('pools');
  const { look, error } = useHostLook(host);
  if (error) return <ErrorPanel error={error} />;
  if (!look) return <Text size="sm">Asking the engine…</Text>;
  const lacks = look.wanted.some(({ standing }) => standing === 'missing');
  return (
    <Stack gap="md">
      {look.wanted.length === 0 && <Text size="sm">It is to have no image.</Text>}
      {look.wanted.length > 0 && (
        <Table aria-label="Images that it is to have">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Image</Table.Th>
              <Table.Th>On this host</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {look.wanted.map(image => (
              <Table.Tr key={image.name}>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{image.name}</Table.Td>
                <Table.Td>
                  <ImageState host={host} image={image} lookedAt={look.at} />
                  <Text size="xs" c="dimmed">
                    {image.standing === 'failed' ? whyFailed(image) : image.why}
                  </Text>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {lacks && (
        <Group gap="sm">
          <Text size="sm" flex="1 1 220px">
            What is missing is pushed by the first launch that needs it, or now by preparing the host again.
          </Text>
          {actionsFor(host, pools).includes('prepare') && (
            <Button size="xs" variant="default" onClick={() => void run('prepare', [host])}>
              Push what is missing
            </Button>
          )}
        </Group>
      )}
      {look.otherImages.length > 0 && (
        <Stack gap={4}>
          <Title order={3}>
            What else it holds <span className="numbers">({look.otherImages.length})</span>
          </Title>
          <List size="sm">
            {look.otherImages.map(({ id, names, bytes }) => (
              <List.Item key={id} style={{ overflowWrap: 'anywhere' }}>
                {names.join(', ') || id.slice(0, SHORT_ID)}
                {bytes !== undefined && ` (${formatBytes(bytes)})`}
              </List.Item>
            ))}
          </List>
        </Stack>
      )}
    </Stack>
  );
}
