import { Button, Group, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { ErrorValue } from '../../driver/model/errors';
import type { JumpHost } from '../../driver/model/jumpHost';
import { api, errorOf } from '../state/api';
import { useRecords } from '../state/store';
import { Dialog } from '../ui/Dialog';
import { ErrorPanel } from '../ui/ErrorPanel';
import { JumpFields } from './JumpFields';
import { testBehind } from './testing';
import { jumpErrors, jumpOf, loginSecretsOf, typedJump } from './ways';

interface JumpDialogProps {
  /** Absent: closed. */
  edited: JumpHost | undefined;
  onClose: () => void;
}

/** Changes where a jump host is, or how Rockpool gets into it. */
export function JumpDialog({ edited, onClose }: JumpDialogProps) {
  return (
    <Dialog opened={edited !== undefined} onClose={onClose} title="Edit the jump host" size="md">
      {edited && <JumpForm edited={edited} onClose={onClose} />}
    </Dialog>
  );
}

function JumpForm({ edited, onClose }: { edited: JumpHost; onClose: () => void }) {
  const [typed, setTyped] = useState(() => typedJump(edited));
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorValue>();
  const jumpHosts = useRecords('jumpHosts', jump => jump.poolId === edited.poolId);

  async function save(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    const jump = jumpOf(typed);
    if (!jump || Object.keys(jumpErrors(typed)).length > 0) return;
    setBusy(true);
    setError(undefined);
    try {
      const secrets = loginSecretsOf(typed.login);
      await api.machines.jumpHosts.update.mutate({ id: edited.id, jump, secrets });
      onClose();
      void testBehind(edited.id);
    } catch (thrown) {
      setError(errorOf(thrown));
      setBusy(false);
    }
  }
  return (
    <form onSubmit={event => void save(event)} noValidate>
      <Stack gap="sm">
        <JumpFields
          value={typed}
          onChange={setTyped}
          errors={tried ? jumpErrors(typed) : {}}
          others={jumpHosts.filter(one => !isThrough(one, edited, jumpHosts))}
        />
        {error && <ErrorPanel error={error} />}
        <Group justify="flex-end" gap="xs" className="form-actions">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Whether a jump host is the other, or reached through it. */
function isThrough(one: JumpHost, other: JumpHost, all: readonly JumpHost[]): boolean {
  if (one.id === other.id) return true;
  const before = all.find(({ id }) => id === one.jumpId);
  return before !== undefined && isThrough(before, other, all);
}
