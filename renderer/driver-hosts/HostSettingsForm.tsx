import { Button, Group, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { type HostSettings, hostSettingsSchema } from '../../driver/model/host';
import { hasManyHosts } from '../../driver/model/pool';
import { useModel } from '../state/store';
import { typedNumber } from '../ui/schemaFields';
import { run } from './actions';
import type { HostRow } from './hostRows';
import { saveSettings } from './saving';
import { tooFewSlots } from './settingsText';

/** What stands in the inputs; empty: as the pool has it. */
type Typed = Record<keyof HostSettings, string>;

const typedOf = ({ slots, lifetime, note }: HostSettings): Typed => ({
  slots: slots === null ? '' : String(slots),
  lifetime: lifetime ?? '',
  note,
});

/** What an admin sets for one host: its slots, its life-time, whether anything is launched there, a note. */
export function HostSettingsForm({ row: { host, slots } }: { row: HostRow }) {
  const pool = useModel(state => state.pools[host.poolId]);
  const saved = hostSettingsSchema.parse(host.settings ?? {});
  const [changes, setChanges] = useState<Partial<Typed>>({});
  const before = typedOf(saved);
  const typed = { ...before, ...changes };
  const result = hostSettingsSchema.safeParse({
    slots: typed.slots.trim() === '' ? null : typedNumber(typed.slots),
    lifetime: typed.lifetime.trim() === '' ? null : typed.lifetime.trim(),
    note: typed.note,
  });
  const error = (field: keyof Typed) =>
    result.success ? undefined : result.error.issues.find(({ path }) => path[0] === field)?.message;
  const tooFew = result.success ? tooFewSlots(result.data, slots.used + slots.reserved) : undefined;
  const isChanged = (Object.keys(before) as (keyof Typed)[]).some(
    field => typed[field].trim() !== before[field].trim(),
  );
  const set = (field: keyof Typed, text: string) => setChanges({ ...changes, [field]: text });

  async function save(event: FormEvent) {
    event.preventDefault();
    if (!result.success || tooFew || !isChanged) return;
    if (await saveSettings(host, saved, result.data)) setChanges({});
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
          onChange={event => set('slots', event.currentTarget.value)}
        />
        {pool && hasManyHosts(pool.provider) && (
          <TextInput
            label="Life-time"
            description="From its first use until it is replaced; 0m: it never grows old. Empty: as the pool has it."
            placeholder={pool.config.DD_HOST_LIFETIME}
            autoComplete="off"
            maw={300}
            value={typed.lifetime}
            error={error('lifetime')}
            onChange={event => set('lifetime', event.currentTarget.value)}
          />
        )}
        <Textarea
          label="Note"
          description="For you and whoever looks at this host next."
          autosize
          minRows={2}
          maxRows={8}
          value={typed.note}
          error={error('note')}
          onChange={event => set('note', event.currentTarget.value)}
        />
        <Group justify="flex-end" gap="xs">
          {isChanged && (
            <>
              <Text size="sm" c="dimmed">
                Not saved yet
              </Text>
              <Button variant="default" size="xs" onClick={() => setChanges({})}>
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
