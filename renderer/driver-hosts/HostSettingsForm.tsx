import { Button, Group, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { hostSettingsSchema } from '../../driver/model/host';
import { api } from '../state/api';
import { attempt, notifyDone } from '../ui/notify';
import { replaced } from '../ui/replaced';
import { typedNumber } from '../ui/schemaFields';
import { run } from './actions';
import type { HostRow } from './hostRows';

/** What an admin sets for one host: its slots, whether anything is launched there, a note. */
export function HostSettingsForm({ row: { host, slots } }: { row: HostRow }) {
  const saved = hostSettingsSchema.parse(host.settings ?? {});
  const [text, setText] = useState<string>();
  const [note, setNote] = useState<string>();
  const savedText = saved.slots === null ? '' : String(saved.slots);
  const typed = { slots: text ?? savedText, note: note ?? saved.note };
  const result = hostSettingsSchema.safeParse({
    slots: typed.slots.trim() === '' ? null : typedNumber(typed.slots),
    note: typed.note,
  });
  const error = (field: string) =>
    result.success ? undefined : result.error.issues.find(({ path }) => path[0] === field)?.message;
  const inUse = slots.used + slots.reserved;
  const tooFew =
    result.success && result.data.slots !== null && result.data.slots < inUse
      ? `${inUse} slots are in use by its instances; give it at least as many, or cordon it until some have ended.`
      : undefined;
  const isChanged = typed.slots.trim() !== savedText || typed.note !== saved.note;

  function discard() {
    setText(undefined);
    setNote(undefined);
  }
  async function save(event: FormEvent) {
    event.preventDefault();
    if (!result.success || tooFew || !isChanged) return;
    const undo = replaced(saved, result.data);
    if (!(await attempt(api.hosts.set.mutate({ id: host.id, settings: result.data })))) return;
    discard();
    notifyDone(
      `Settings of ${host.name} saved.`,
      () => void attempt(api.hosts.set.mutate({ id: host.id, settings: undo })),
    );
  }

  return (
    <form onSubmit={event => void save(event)}>
      <Stack gap="md">
        <Switch
          label="Cordoned"
          description="Nothing is launched there; what runs goes on. Takes effect at once."
          checked={host.cordoned !== undefined}
          disabled={host.phase === 'removing'}
          onChange={event => void run(event.currentTarget.checked ? 'cordon' : 'uncordon', [host])}
        />
        <TextInput
          label="Slots"
          description="How much this host holds, whatever its flavor says. Empty: as the pool has it."
          placeholder={saved.slots === null ? String(host.slots) : 'as the pool has it'}
          inputMode="numeric"
          autoComplete="off"
          maw={300}
          value={typed.slots}
          error={error('slots') ?? tooFew}
          onChange={event => setText(event.currentTarget.value)}
        />
        <Textarea
          label="Note"
          description="For you and whoever looks at this host next."
          autosize
          minRows={2}
          maxRows={8}
          value={typed.note}
          error={error('note')}
          onChange={event => setNote(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap="xs">
          {isChanged && (
            <>
              <Text size="sm" c="dimmed">
                Not saved yet
              </Text>
              <Button variant="default" size="xs" onClick={discard}>
                Discard
              </Button>
            </>
          )}
          <Button type="submit" size="xs" disabled={!result.success || tooFew !== undefined || !isChanged}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
