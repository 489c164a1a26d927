import { Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { JumpHost } from '../../driver/model/jumpHost';
import { type HostKey, placeOf } from '../../driver/model/labMachine';
import { loginText } from '../../driver/model/login';
import { api } from '../state/api';
import { useRecords } from '../state/store';
import { attempt, notifyDone } from '../ui/notify';
import { JumpDialog } from './JumpDialog';
import { CompareButton } from './KeyButton';
import type { MachineRow } from './machineRows';

interface JumpHostsProps {
  poolId: string;
  rows: readonly MachineRow[];
}

/** What leads on to machines of the pool; nothing where all are reached directly. */
export function JumpHosts({ poolId, rows }: JumpHostsProps) {
  const jumpHosts = useRecords('jumpHosts', jump => jump.poolId === poolId);
  const [edited, setEdited] = useState<JumpHost>();
  if (jumpHosts.length === 0) return null;
  return (
    <Paper component="section" withBorder p="md" maw={820} aria-label="Jump hosts">
      <Stack gap="xs">
        <Title order={2}>Jump hosts</Title>
        <ul className="jump-hosts">
          {jumpHosts.map(jump => (
            <JumpRow
              key={jump.id}
              jump={jump}
              through={jumpHosts.find(({ id }) => id === jump.jumpId)}
              shown={rows.find(({ jumpShown }) => jumpShown?.asked.id === jump.id)?.jumpShown?.shown}
              machines={rows.filter(({ machine }) => machine.jumpId === jump.id).length}
              others={jumpHosts.filter(({ jumpId }) => jumpId === jump.id).length}
              onEdit={() => setEdited(jump)}
            />
          ))}
        </ul>
      </Stack>
      <JumpDialog edited={edited} onClose={() => setEdited(undefined)} />
    </Paper>
  );
}

interface JumpRowProps {
  jump: JumpHost;
  /** What leads to it, where that is another one. */
  through: JumpHost | undefined;
  /** The key that it showed, and that nobody has confirmed. */
  shown: HostKey | undefined;
  /** So many machines it leads to, and so many other jump hosts. */
  machines: number;
  others: number;
  onEdit: () => void;
}

function JumpRow({ jump, through, shown, machines, others, onEdit }: JumpRowProps) {
  const place = placeOf(jump);
  const changed = shown !== undefined && jump.hostKeys.length > 0;
  async function remove() {
    if (await attempt(api.machines.jumpHosts.remove.mutate({ id: jump.id })))
      notifyDone(`${place} is off the list.`);
  }
  return (
    <li className="jump-row">
      <div>
        <Group gap="xs">
          <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
            {place}
          </Text>
          {(changed || jump.hostKeys.length === 0) && (
            <Badge color={changed ? 'red' : 'amber'}>{changed ? 'key changed' : 'not confirmed'}</Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed">
          {leadsTo(machines, others)}
          {through && ` · reached through ${placeOf(through)}`} · logged into with {loginText(jump.login)}
        </Text>
      </div>
      <Group gap={6}>
        {shown && <CompareButton question={{ kind: 'jump', asked: jump, shown }} />}
        <Button size="xs" variant="default" aria-label={`Edit ${place}`} onClick={onEdit}>
          Edit…
        </Button>
        {machines + others === 0 && (
          <Button size="xs" variant="default" aria-label={`Remove ${place}`} onClick={() => void remove()}>
            Remove
          </Button>
        )}
      </Group>
    </li>
  );
}

function leadsTo(machines: number, others: number): string {
  if (machines + others === 0) return 'Leads to no machine';
  const named = [
    machines > 0 && (machines === 1 ? '1 machine' : `${machines} machines`),
    others > 0 && (others === 1 ? '1 other jump host' : `${others} other jump hosts`),
  ];
  return `Leads to ${named.filter(Boolean).join(' and ')}`;
}
