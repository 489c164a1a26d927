import { Badge, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { ErrorValue } from '../../driver/model/errors';
import type { JumpHost, JumpHostDraft } from '../../driver/model/jumpHost';
import { placeOf } from '../../driver/model/labMachine';
import { loginText } from '../../driver/model/login';
import type { Pool } from '../../driver/model/pool';
import { JumpDialog } from '../machines/JumpDialog';
import { KeyDialog } from '../machines/KeyDialog';
import { askAboutKey } from '../machines/keyQuestion';
import { PoolKey } from '../machines/PoolKey';
import { DIRECT, jumpOf, typedLogin } from '../machines/ways';
import { api, errorOf } from '../state/api';
import { useRecords } from '../state/store';
import { ErrorPanel } from '../ui/ErrorPanel';

/**
 * The jump host that a pool's settings name: it is let in by once its key was confirmed. Nothing where hosts are reached
 * directly.
 */
export function CloudJump({ pool }: { pool: Pool }) {
  const place = pool.config.DD_HOST_SSH_JUMP;
  const wanted =
    place === null ? undefined : jumpOf({ place, login: typedLogin({ kind: 'pool' }), through: DIRECT });
  return wanted ? <JumpPanel key={place} poolId={pool.id} wanted={wanted} /> : null;
}

function JumpPanel({ poolId, wanted }: { poolId: string; wanted: JumpHostDraft }) {
  const place = placeOf(wanted);
  const listed = useRecords('jumpHosts', jump => jump.poolId === poolId);
  const [edited, setEdited] = useState<JumpHost>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorValue>();
  const jump = listed.find(
    one => one.address === wanted.address && one.port === wanted.port && one.user === wanted.user,
  );
  const isConfirmed = jump !== undefined && jump.hostKeys.length > 0;

  /** What it shows is compared; it is put on the pool's list where it isn't yet. */
  async function lookAtKey() {
    setBusy(true);
    setError(undefined);
    try {
      const asked = jump ?? (await api.machines.jumpHosts.add.mutate({ poolId, jump: wanted }));
      const shown = await api.machines.jumpHosts.ask.query({ id: asked.id });
      askAboutKey({ kind: 'jump', asked, shown });
    } catch (thrown) {
      setError(errorOf(thrown));
    }
    setBusy(false);
  }
  return (
    <Paper component="section" withBorder p="sm" mt="md" aria-label="Jump host">
      <Stack gap="xs">
        <Group justify="space-between" gap="xs">
          <div>
            <Group gap="xs">
              <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
                Jump host {place}
              </Text>
              {!isConfirmed && <Badge color="amber">not confirmed</Badge>}
            </Group>
            <Text size="xs" c="dimmed">
              {isConfirmed
                ? `Hosts are reached through it · logged into with ${loginText(jump.login)}`
                : 'No host is reached through it before its key has been compared and confirmed.'}
            </Text>
          </div>
          <Group gap={6}>
            {jump && (
              <Button size="xs" variant="default" onClick={() => setEdited(jump)}>
                How it lets Rockpool in…
              </Button>
            )}
            <Button
              size="xs"
              variant={isConfirmed ? 'default' : 'filled'}
              loading={busy}
              onClick={() => void lookAtKey()}
            >
              Look at its key…
            </Button>
          </Group>
        </Group>
        {!isConfirmed && <PoolKey poolId={poolId} on="jump" />}
        {error && <ErrorPanel error={error} />}
      </Stack>
      <JumpDialog edited={edited} onClose={() => setEdited(undefined)} />
      <KeyDialog />
    </Paper>
  );
}
