import { Button } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { type MouseEvent, useRef, useState } from 'react';
import { type ApiOutput, api } from '../state/api';
import { notifyError } from '../ui/notify';

/** A key held down, or the second half of a double click, comes within this time and is not meant as a launch. */
const SETTLE_MS = 600;

interface LaunchButtonProps {
  blueprintId: string;
  /** For people who can't see beside which blueprint it stands. */
  name: string;
  /** Why it can't be launched; absent where it can. */
  refused?: string | undefined;
  onLaunched: (instance: ApiOutput['instances']['launch']) => void;
}

/** Launches a blueprint: one instance for one click, however it is clicked. */
export function LaunchButton({ blueprintId, name, refused, onLaunched }: LaunchButtonProps) {
  const [busy, setBusy] = useState(false);
  const blockedUntil = useRef(0);

  async function launch(event: MouseEvent) {
    if (event.detail > 1 || performance.now() < blockedUntil.current) return;
    blockedUntil.current = Number.POSITIVE_INFINITY;
    setBusy(true);
    try {
      onLaunched(await api.instances.launch.mutate({ blueprintId, requestId: crypto.randomUUID() }));
    } catch (thrown) {
      notifyError(thrown);
    } finally {
      blockedUntil.current = performance.now() + SETTLE_MS;
      setBusy(false);
    }
  }

  return (
    <Button
      size="xs"
      style={{ flex: 'none' }}
      leftSection={<IconPlayerPlay size={14} aria-hidden />}
      aria-label={`Launch ${name}`}
      loading={busy}
      disabled={refused !== undefined}
      onClick={event => void launch(event)}
    >
      Launch
    </Button>
  );
}
