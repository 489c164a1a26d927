import { Button, Group, Paper, Stack, TextInput, Title } from '@mantine/core';
import { IconDownload, IconPackageImport, IconServer, IconStack2 } from '@tabler/icons-react';
import { useState } from 'react';
import type { Image } from '../../driver/model/image';
import { show, useParams } from '../state/navigation';
import { useRecords } from '../state/store';
import { EmptyState } from '../ui/EmptyState';
import { Page } from '../ui/Page';
import { dismissAll, TaskRow } from '../ui/TaskRow';
import { FromEngineDialog } from './FromEngineDialog';
import { ImageDetails } from './ImageDetails';
import { ImageTable } from './ImageTable';
import { chooseImages } from './importing';
import { PullDialog } from './PullDialog';
import './images.css';

const FILTER_FROM = 8;

/** The image directory: what is in it, what is on its way, and the ways in. */
export function Images() {
  const { dialog } = useParams('images');
  const images = useRecords('images');
  const [filter, setFilter] = useState('');
  const [openId, setOpenId] = useState<string>();
  const shown = listed(images, filter);
  const close = () => show('images');

  return (
    <Page
      title="Images"
      lead="Verified image tarballs in the image directory. Drop more anywhere on this window."
      actions={
        <>
          <Button
            leftSection={<IconPackageImport size={16} aria-hidden />}
            onClick={() => void chooseImages()}
          >
            Choose tarballs…
          </Button>
          <Button
            variant="default"
            leftSection={<IconServer size={16} aria-hidden />}
            onClick={() => show('images', { dialog: 'engine' })}
          >
            Take from engine…
          </Button>
          <Button
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
            onClick={() => show('images', { dialog: 'pull' })}
          >
            Pull…
          </Button>
        </>
      }
    >
      <ImageTasks />
      {images.length === 0 ? (
        <EmptyState icon={<IconStack2 size={40} stroke={1.3} />} title="No images yet">
          Drop a tarball made by <code>docker save</code> on this window, take an image that the engine
          already has, or pull one by its name.
        </EmptyState>
      ) : (
        <Stack gap="sm">
          {images.length >= FILTER_FROM && (
            <TextInput
              aria-label="Filter images"
              placeholder="Filter by name or id"
              maw={360}
              value={filter}
              onChange={event => setFilter(event.currentTarget.value)}
            />
          )}
          <ImageTable images={shown} onOpen={setOpenId} />
        </Stack>
      )}
      <FromEngineDialog opened={dialog === 'engine'} onClose={close} />
      <PullDialog opened={dialog === 'pull'} onClose={close} />
      <ImageDetails imageId={openId} onClose={() => setOpenId(undefined)} />
    </Page>
  );
}

/** Images whose name or id contains the text, by name. */
export function listed(images: Image[], filter: string): Image[] {
  const text = filter.trim().toLowerCase();
  return images
    .filter(image => image.id.toLowerCase().includes(text) || image.imageId.includes(text))
    .sort((a, b) => a.id.localeCompare(b.id));
}

const importKinds = ['import', 'pull', 'save'];

/** Images that are on their way, and those that didn't get here; what is done stands in the table. */
function ImageTasks() {
  const tasks = useRecords(
    'tasks',
    task => importKinds.includes(task.kind) && (task.state === 'running' || task.state === 'failed'),
  ).toSorted((a, b) => a.startedAt - b.startedAt);
  const failed = tasks.filter(task => task.state === 'failed');
  if (tasks.length === 0) return null;
  return (
    <Stack gap="xs" component="section" aria-label="On their way">
      <Group justify="space-between" mih={30}>
        <Title order={2}>On their way</Title>
        {failed.length > 1 && (
          <Button size="compact-sm" variant="subtle" onClick={() => void dismissAll(failed)}>
            Dismiss {failed.length} failed
          </Button>
        )}
      </Group>
      <Stack gap="xs" className="image-tasks">
        {tasks.map(task => (
          <Paper key={task.id} withBorder p="sm" className="image-task">
            <TaskRow task={task} />
          </Paper>
        ))}
      </Stack>
    </Stack>
  );
}
