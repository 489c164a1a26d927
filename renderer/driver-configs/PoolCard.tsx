import { Badge, Button, Fieldset, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { ConfigKey, Pool } from '../../driver/model/pool';
import { slotsOfEngine } from '../../driver/model/slots';
import { show } from '../state/navigation';
import { useRecords } from '../state/store';
import { ConfigField } from './ConfigField';
import { checkEdits, type Edits, groupsOf, metaOf, overtaken, typedOf, valueText } from './edits';
import { Preview } from './Preview';
import { savePool } from './saving';

/** The settings of one pool. They are edited together, looked over, and saved at once. */
export function PoolCard({ pool }: { pool: Pool }) {
  const [edits, setEdits] = useState<Edits>({});
  const [saving, setSaving] = useState(false);
  const hosts = useRecords('hosts', host => host.poolId === pool.id && host.phase !== 'removed');
  const facts = hosts.find(host => host.facts)?.facts;
  const checked = checkEdits(pool, edits);
  const changed = Object.keys(checked.changes) as ConfigKey[];
  const isWrong = Object.keys(checked.errors).length > 0;
  const late = overtaken(pool.config, edits);

  function edit(key: ConfigKey, typed: string | boolean) {
    setEdits(before => {
      const { [key]: old, ...others } = before;
      const base = old ? old.base : pool.config[key];
      return typed === typedOf(pool.config[key]) ? others : { ...others, [key]: { typed, base } };
    });
  }
  async function save(event: FormEvent) {
    event.preventDefault();
    if (isWrong || changed.length === 0 || saving) return;
    setSaving(true);
    if (await savePool(pool, checked.changes)) setEdits({});
    setSaving(false);
  }

  return (
    <Paper component="section" aria-label={`Pool ${pool.name}`} withBorder p="md">
      <form onSubmit={event => void save(event)}>
        <Stack gap="md">
          <Group justify="space-between" gap="sm">
            <Stack gap={2} style={{ flex: '1 1 260px', minWidth: 0 }}>
              <Group gap="xs">
                <Title order={2}>{pool.name}</Title>
                <Badge color={pool.provider === 'simulator' ? 'amber' : 'gray'}>
                  {pool.provider === 'simulator' ? 'simulated' : pool.provider}
                </Badge>
              </Group>
              <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                {hosts.length === 1 ? '1 host' : `${hosts.length} hosts`} · {pool.engineUrl}
              </Text>
            </Stack>
            <Group gap="xs">
              <Button size="xs" variant="default" onClick={() => show('driver-hosts', { poolId: pool.id })}>
                Show hosts
              </Button>
              <Button
                size="xs"
                variant="default"
                onClick={() => show('activity', { text: `pool "${pool.name}" was configured` })}
              >
                Earlier changes
              </Button>
            </Group>
          </Group>
          {groupsOf(pool.provider).map(({ group, keys }) => (
            <Fieldset key={group} legend={`${group[0]?.toUpperCase()}${group.slice(1)}`}>
              <Stack gap="md">
                {keys.map(key => (
                  <ConfigField
                    key={key}
                    name={key}
                    value={pool.config[key]}
                    edit={edits[key]}
                    error={checked.errors[key]}
                    placeholder={
                      key === 'localSlots' && facts ? String(slotsOfEngine(facts.memoryMiB)) : undefined
                    }
                    overtaken={late.includes(key)}
                    onEdit={typed => edit(key, typed)}
                  />
                ))}
              </Stack>
            </Fieldset>
          ))}
          {Object.keys(edits).length > 0 && (
            <div className="form-actions">
              <Stack gap="xs">
                {changed.length > 0 && (
                  <Text size="sm" component="div" role="status">
                    {changed.map(key => (
                      <div key={key}>
                        {metaOf(key).title}: {valueText(pool.config[key])} →{' '}
                        <b>{valueText(checked.config[key])}</b>
                      </div>
                    ))}
                  </Text>
                )}
                {changed.length > 0 && !isWrong && <Preview poolId={pool.id} changes={checked.changes} />}
                <Group justify="flex-end" gap="xs">
                  <Button variant="default" onClick={() => setEdits({})}>
                    Discard
                  </Button>
                  <Button type="submit" loading={saving} disabled={isWrong || changed.length === 0}>
                    Save
                  </Button>
                </Group>
              </Stack>
            </div>
          )}
        </Stack>
      </form>
    </Paper>
  );
}
