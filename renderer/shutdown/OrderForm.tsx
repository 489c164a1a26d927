import { Alert, Button, Group, NumberInput, Radio, Stack, Text, TextInput } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { isLive } from '../../driver/model/instance';
import { hasManyHosts, type Pool } from '../../driver/model/pool';
import type { Shutdown } from '../../driver/model/shutdown';
import { api } from '../state/api';
import { useRecords } from '../state/store';
import { attempt } from '../ui/notify';
import { useNow } from '../ui/useNow';
import { localInput, orderOf, type ShutdownForm, whatRuns } from './orders';

interface OrderFormProps {
  pool: Pool;
  /** The one that is under way, if it is to be changed. */
  shutdown: Shutdown | undefined;
  onOrdered: () => void;
  onCancel: () => void;
  /** Shows the report of the last time; absent: there is none. */
  onReport: (() => void) | undefined;
}

const HOUR_MS = 3_600_000;

/** Asks how the instances of a pool are to end. */
export function OrderForm({ pool, shutdown, onOrdered, onCancel, onReport }: OrderFormProps) {
  const now = useNow();
  const instances = useRecords('instances', one => one.poolId === pool.id && isLive(one));
  const hosts = useRecords('hosts', host => host.poolId === pool.id && host.phase !== 'removed');
  const [sending, setSending] = useState(false);
  const [form, setForm] = useState<ShutdownForm>(() => ({
    how: shutdown?.how ?? 'wait',
    minutes: 30,
    at: localInput(shutdown?.endsAt ?? Date.now() + HOUR_MS),
  }));
  const set = (changes: Partial<ShutdownForm>) => setForm(before => ({ ...before, ...changes }));
  const result = orderOf(form, now);
  const error = 'error' in result ? result.error : undefined;

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!('order' in result) || sending) return;
    setSending(true);
    if (await attempt(api.pools.shutDown.mutate({ id: pool.id, order: result.order }))) onOrdered();
    setSending(false);
  }

  return (
    <form onSubmit={event => void submit(event)} noValidate>
      <Stack>
        <Text size="sm">
          {hasManyHosts(pool.provider)
            ? `The pool takes no new instances, and gives back ${hosts.length === 1 ? 'its one host' : `its ${hosts.length} hosts`} as they become empty.`
            : 'The pool takes no new instances. The Docker engine of this machine stays.'}{' '}
          {whatRuns(instances, now)} You can call it back as long as it is under way.
        </Text>
        <Radio.Group
          label="Instances that run"
          value={form.how}
          onChange={how => set({ how: how as ShutdownForm['how'] })}
        >
          <Stack gap="sm" mt="xs">
            <Radio
              value="wait"
              label="Wait until they end"
              description="Each runs until its own time is over, or somebody destroys it."
              data-autofocus={form.how === 'wait' || undefined}
            />
            <Radio
              value="in"
              label="End them after some minutes"
              description="From now on they show that time as their end, and those who watch are warned."
            />
            {form.how === 'in' && (
              <NumberInput
                ml={32}
                w={160}
                size="xs"
                label="Minutes from now"
                min={1}
                allowDecimal={false}
                clampBehavior="none"
                value={form.minutes}
                error={error}
                onChange={minutes => set({ minutes })}
              />
            )}
            <Radio
              value="at"
              label="End them at a time"
              description="The same, at a day and time of your choice."
            />
            {form.how === 'at' && (
              <TextInput
                ml={32}
                w={240}
                size="xs"
                type="datetime-local"
                label="Day and time"
                value={form.at}
                error={error}
                onChange={event => set({ at: event.currentTarget.value })}
              />
            )}
            <Radio
              value="now"
              label="End them now"
              description="Whatever is not saved elsewhere is lost. This can't be undone."
            />
          </Stack>
        </Radio.Group>
        {form.how === 'wait' && instances.some(one => one.state === 'running' && !one.expiresAt) && (
          <Alert color="amber" icon={<IconInfoCircle size={18} aria-hidden />} p="xs">
            Instances without an end keep their hosts until somebody destroys them.
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          {onReport && (
            <Button variant="subtle" mr="auto" onClick={onReport}>
              Last report
            </Button>
          )}
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button
            type="submit"
            loading={sending}
            disabled={error !== undefined}
            {...(form.how === 'now' ? { color: 'red' } : {})}
          >
            {labelOf(form.how, instances.length)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function labelOf(how: ShutdownForm['how'], live: number): string {
  if (how !== 'now' || live === 0) return 'Shut down';
  return live === 1 ? 'End 1 instance and shut down' : `End ${live} instances and shut down`;
}
