import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { type HostSettings, hostSettingsSchema } from '../../driver/model/host';
import { CopyButton } from '../ui/CopyButton';
import type { HostRow } from './hostRows';
import { saveSettings } from './saving';
import { settingsOfText } from './settingsText';

/** The settings of a host as JSON, and its whole record to read. */
export function Advanced({ row }: { row: HostRow }) {
  return (
    <Stack gap="lg">
      {row.host.phase !== 'removed' && <RawSettings row={row} />}
      <RawRecord row={row} />
    </Stack>
  );
}

function RawSettings({ row: { host, slots } }: { row: HostRow }) {
  const saved = hostSettingsSchema.parse(host.settings ?? {});
  const [typed, setTyped] = useState<string>();
  const text = typed ?? JSON.stringify(saved, null, 2);
  const result = settingsOfText(text, slots.used + slots.reserved);
  async function save(settings: HostSettings) {
    if (await saveSettings(host, saved, settings)) setTyped(undefined);
  }
  return (
    <Stack gap="xs">
      <Textarea
        label="Settings as JSON"
        description="What the form under Settings edits; null: as the pool has it."
        autosize
        minRows={5}
        maxRows={14}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        value={text}
        error={result.ok ? undefined : result.message}
        onChange={event => setTyped(event.currentTarget.value)}
      />
      <Group justify="flex-end" gap="xs">
        {typed !== undefined && (
          <Button variant="default" size="xs" onClick={() => setTyped(undefined)}>
            Discard
          </Button>
        )}
        <Button
          size="xs"
          disabled={!result.ok || typed === undefined}
          onClick={() => result.ok && void save(result.settings)}
        >
          Save
        </Button>
      </Group>
    </Stack>
  );
}

function RawRecord({ row: { host } }: { row: HostRow }) {
  const text = JSON.stringify(host, null, 2);
  return (
    <Stack gap={4}>
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          The host as Rockpool keeps it.
        </Text>
        <CopyButton text={text} what="the record" />
      </Group>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className="log" tabIndex={0} aria-label="Record of the host">
        {text}
      </section>
    </Stack>
  );
}
