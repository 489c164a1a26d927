import { Button, Group, SegmentedControl, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { shapesOf, writeConfigFile } from '../../driver/model/configFile';
import type { Pool } from '../../driver/model/pool';
import { api } from '../state/api';
import { Dialog } from '../ui/Dialog';
import { attempt, notifyDone } from '../ui/notify';
import { saveText } from '../ui/saveText';

interface ExportDialogProps {
  pool: Pool;
  opened: boolean;
  onClose: () => void;
}

const labels = { rockpool: 'Rockpool', original: 'Original' };

/** A pool's settings as JSON, to be copied or saved. */
export function ExportDialog({ pool, opened, onClose }: ExportDialogProps) {
  const shapes = shapesOf(pool);
  const [shape, setShape] = useState(shapes[0] ?? 'rockpool');
  const text = writeConfigFile(pool, shape);

  async function copy() {
    if (await attempt(api.shell.copyText.mutate({ text }))) notifyDone('Copied.');
  }
  const save = () =>
    saveText({ title: 'Save the settings', fileName: `${pool.name}.json`, text }, 'The settings are');
  return (
    <Dialog opened={opened} onClose={onClose} title={`Export the settings of ${pool.name}`} size="lg">
      <Stack gap="sm">
        {shapes.length > 1 && (
          <SegmentedControl
            aria-label="Shape"
            data={shapes.map(value => ({ value, label: labels[value] }))}
            value={shape}
            onChange={value => setShape(value as keyof typeof labels)}
          />
        )}
        {shape === 'original' && (
          <Text size="sm" c="dimmed">
            The record that the original keeps, with the settings that both know. Its settings for OpenStack
            are not among them.
          </Text>
        )}
        <Textarea
          aria-label="Settings as JSON"
          value={text}
          readOnly
          autosize
          minRows={6}
          maxRows={18}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={() => void copy()}>
            Copy
          </Button>
          <Button onClick={() => void save()}>Save as…</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
