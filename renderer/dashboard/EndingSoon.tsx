import { Alert, Button, Group, Text, VisuallyHidden } from '@mantine/core';
import { IconClockExclamation } from '@tabler/icons-react';
import { formatDuration } from '../../driver/model/duration';
import type { Instance } from '../../driver/model/instance';
import { useModel, useRecords } from '../state/store';
import { useNow } from '../ui/useNow';
import { extend, openInBrowser } from './actions';
import { endingSoon } from './instanceRows';

const SHOWN = 3;

/** Says which instances (or whether the `only` one) are about to end while there is time to save or extend. */
export function EndingSoon({ only }: { only?: string }) {
  const now = useNow();
  const warnMinutes = useModel(state => state.settings.settings?.warnBeforeEndMinutes ?? 5);
  const instances = useRecords('instances', ({ id }) => only === undefined || id === only);
  const ending = endingSoon(instances, warnMinutes, now);
  return (
    <>
      {/* The countdown itself would be read out each second. */}
      <VisuallyHidden role="status">
        {ending.map(({ name }) => `${name} ends in less than ${warnMinutes} minutes.`).join(' ')}
      </VisuallyHidden>
      {ending.slice(0, SHOWN).map(instance => (
        <EndingAlert key={instance.id} instance={instance} now={now} offerOpen={only === undefined} />
      ))}
      {ending.length > SHOWN && (
        <Text size="sm" c="var(--rockpool-warning)">
          {ending.length - SHOWN} more end soon; sort the table by time left to see them.
        </Text>
      )}
    </>
  );
}

interface EndingAlertProps {
  instance: Instance;
  now: number;
  offerOpen: boolean;
}

function EndingAlert({ instance, now, offerOpen }: EndingAlertProps) {
  const leftMs = (instance.expiresAt ?? now) - now;
  return (
    <Alert
      color="amber"
      variant="light"
      role="group"
      aria-label={`${instance.name} ends soon`}
      icon={<IconClockExclamation size={20} aria-hidden />}
      p="sm"
      radius={offerOpen ? 'md' : 0}
    >
      <Group justify="space-between" gap="sm">
        <Text size="sm" className="numbers">
          <b>{instance.name}</b> {leftMs > 0 ? `ends in ${formatDuration(leftMs)}` : 'is ending'}: save your
          work elsewhere, or extend it.
        </Text>
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={() => void extend(instance, 30)}>
            Extend 30 min
          </Button>
          <Button size="xs" variant="default" onClick={() => void extend(instance, 60)}>
            Extend 1 h
          </Button>
          {offerOpen && (
            <Button size="xs" variant="default" onClick={() => void openInBrowser(instance.id)}>
              Open
            </Button>
          )}
        </Group>
      </Group>
    </Alert>
  );
}
