import { Group, Stack, Switch, Text } from '@mantine/core';
import { type Pool, poolConfigSchema } from '../../driver/model/pool';
import { slotsOfEngine } from '../../driver/model/slots';
import { useRecords } from '../state/store';
import { StateBadge } from '../ui/StateBadge';
import { numberOf, SavedField } from './SavedField';
import { Section } from './Section';
import { savePool } from './saving';

/** What can be set for one pool. */
export function PoolSettings({ pool }: { pool: Pool }) {
  const hosts = useRecords('hosts', host => host.poolId === pool.id && host.phase !== 'removed');
  const facts = hosts.find(host => host.facts)?.facts;
  const suggested = facts && slotsOfEngine(facts.memoryMiB);
  const memory = facts && (facts.memoryMiB / 1024).toFixed(1);
  return (
    <Section title={`Pool ${pool.name}`}>
      <Stack gap={4}>
        {hosts.map(host => (
          <Group key={host.id} gap="xs">
            <StateBadge state={host.phase} />
            <Text size="sm">
              {host.name} · {host.slots} {host.slots === 1 ? 'slot' : 'slots'}
              {host.facts && ` · Docker ${host.facts.engineVersion}, ${host.facts.operatingSystem}`}
            </Text>
            {host.unreachable && <StateBadge state="unknown" label="not answering" />}
          </Group>
        ))}
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          Provider {pool.provider}, {pool.engineUrl}
        </Text>
      </Stack>
      <SavedField
        numeric
        label="Slots"
        description={
          suggested
            ? `A slot stands for 512 MiB. The engine has ${memory} GiB, so ${suggested} slots with some memory left for the machine itself. Empty: ${suggested}.`
            : "A slot stands for 512 MiB. Empty: as many as the engine's memory has room for."
        }
        placeholder={suggested ? String(suggested) : 'from the memory'}
        value={pool.config.localSlots === null ? '' : String(pool.config.localSlots)}
        parse={text => (text.trim() === '' ? null : numberOf(text))}
        schema={poolConfigSchema.shape.localSlots}
        onSave={localSlots => savePool(pool.id, { localSlots: localSlots ?? null }, 'Slots')}
      />
      <Switch
        label="Shutdown mode (DD_SHUTDOWN_MODE)"
        description="Nothing new is launched, and hosts are given up as they become empty. Instances that run go on to the end of their lifetime. Turn it off to launch again."
        checked={pool.config.DD_SHUTDOWN_MODE}
        onChange={event =>
          void savePool(pool.id, { DD_SHUTDOWN_MODE: event.currentTarget.checked }, 'Shutdown mode')
        }
      />
    </Section>
  );
}
