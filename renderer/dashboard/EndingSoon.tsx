import { Alert, Button, Group, Stack, Text, VisuallyHidden } from '@mantine/core';
import { IconClockExclamation } from '@tabler/icons-react';
import { formatDuration } from '../../driver/model/duration';
import { type Instance, mayExtend } from '../../driver/model/instance';
import { runningByEnd } from '../state/instances';
import { useCollection, useModel } from '../state/store';
import { useNow } from '../ui/useNow';
import { extend, openInBrowser } from './actions';
import { endingSoon } from './instanceRows';

const SHOWN = 3;

/** Says on every screen which instances are about to end, while there is time to save or extend. */
export function EndingSoon() {
  const { ending, now, warnMinutes } = useEnding();
  return (
    <>
      {/* The countdown itself would be read out each second. */}
      <VisuallyHidden role="status">
        {ending.map(({ name }) => `${name} ends in less than ${warnMinutes} minutes.`).join(' ')}
      </VisuallyHidden>
      {ending.length > 0 && (
        <Stack gap="xs" px="lg" pt="lg">
          {ending.slice(0, SHOWN).map(instance => (
            <EndingAlert key={instance.id} instance={instance} now={now} />
          ))}
          {ending.length > SHOWN && (
            <Text size="sm" c="var(--rockpool-warning)">
              {ending.length - SHOWN} more end soon; sort the Dashboard by time left to see them.
            </Text>
          )}
        </Stack>
      )}
    </>
  );
}

/** The same for the one instance whose page is looked at. */
export function EndingBar({ instanceId }: { instanceId: string }) {
  const { ending, now } = useEnding();
  const instance = ending.find(({ id }) => id === instanceId);
  return instance ? <EndingAlert instance={instance} now={now} isOpen /> : null;
}

function useEnding() {
  const now = useNow();
  const warnMinutes = useModel(state => state.settings.settings?.warnBeforeEndMinutes ?? 5);
  const ending = endingSoon(runningByEnd(useCollection('instances')), warnMinutes, now);
  return { ending, now, warnMinutes };
}

interface EndingAlertProps {
  instance: Instance;
  now: number;
  /** True where its page is shown already. */
  isOpen?: boolean;
}

function EndingAlert({ instance, now, isOpen = false }: EndingAlertProps) {
  const leftMs = (instance.expiresAt ?? now) - now;
  return (
    <Alert
      color="amber"
      variant="light"
      role="group"
      aria-label={`${instance.name} ends soon`}
      icon={<IconClockExclamation size={20} aria-hidden />}
      p="sm"
      radius={isOpen ? 0 : 'md'}
    >
      <Group justify="space-between" gap="sm">
        <Text size="sm" className="numbers">
          <b>{instance.name}</b> {leftMs > 0 ? `ends in ${formatDuration(leftMs)}` : 'is ending'}
          {mayExtend(instance)
            ? ': save your work elsewhere, or extend it.'
            : ', since its pool is shut down: save your work elsewhere.'}
        </Text>
        <Group gap="xs">
          {mayExtend(instance) && (
            <>
              <Button size="xs" variant="default" onClick={() => void extend(instance, 30)}>
                Extend 30 min
              </Button>
              <Button size="xs" variant="default" onClick={() => void extend(instance, 60)}>
                Extend 1 h
              </Button>
            </>
          )}
          {!isOpen && (
            <Button size="xs" variant="default" onClick={() => void openInBrowser(instance.id)}>
              Open
            </Button>
          )}
        </Group>
      </Group>
    </Alert>
  );
}
