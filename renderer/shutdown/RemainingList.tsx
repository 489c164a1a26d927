import { Badge, Button, Code, Group, Text } from '@mantine/core';
import type { Remaining } from '../../driver/model/shutdown';
import { thingWords } from '../../driver/model/thing';
import { run } from '../driver-hosts/actions';
import { currentState } from '../state/store';
import { CopyButton } from '../ui/CopyButton';
import { TimeLeft } from '../ui/TimeLeft';
import './shutdown.css';

interface RemainingListProps {
  remaining: readonly Remaining[];
  /** How many there are in all. */
  count: number;
}

/** What is still there, one by one: first what needs a person. */
export function RemainingList({ remaining, count }: RemainingListProps) {
  if (count === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must do so by keyboard too
    <section className="remaining" aria-label="Still there" tabIndex={0}>
      <ul>
        {remaining.map(one => (
          <li key={`${one.kind} ${one.id}`}>
            <Line one={one} />
          </li>
        ))}
      </ul>
      {count > remaining.length && (
        <Text size="sm" c="dimmed" p="xs">
          … and {count - remaining.length} more
        </Text>
      )}
    </section>
  );
}

function Line({
  one: { kind, id, name, why, until, resists, command, hostId, goesWithHost },
}: {
  one: Remaining;
}) {
  return (
    <>
      <Group gap="xs" wrap="nowrap" align="baseline">
        <Text size="sm" className="remaining-kind" c="dimmed">
          {thingWords[kind]}
        </Text>
        <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere', minWidth: 0 }}>
          {name}
          {id !== name && (
            <Text span size="xs" c="dimmed" fw={400} ml={6} ff="monospace">
              {shortened(id)}
            </Text>
          )}
        </Text>
        {until !== undefined && <TimeLeft size="sm" until={until} ml="auto" style={{ flex: 'none' }} />}
        {resists && (
          <Badge color="amber" ml="auto" style={{ flex: 'none' }}>
            does not go
          </Badge>
        )}
      </Group>
      <Text size="sm" className="remaining-why">
        {why}
      </Text>
      {command && (
        <Group gap={4} wrap="nowrap" className="remaining-why">
          <Code style={{ overflowWrap: 'anywhere', minWidth: 0 }}>{command}</Code>
          <CopyButton text={command} what={`the command for ${name}`} />
        </Group>
      )}
      {goesWithHost && hostId && (
        <Button size="compact-sm" variant="default" mt={4} onClick={() => void removeHost(hostId)}>
          Remove its host with it…
        </Button>
      )}
    </>
  );
}

/** Asks first, with what else would be lost. */
async function removeHost(id: string): Promise<void> {
  const host = currentState().hosts[id];
  if (host) await run('remove', [host]);
}

/** Ids of containers are long; their first twelve digits are what Docker shows. */
function shortened(id: string): string {
  return /^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : id;
}
