import { Alert, Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import type { ErrorValue } from '../../driver/model/errors';
import { type HostKey, placeOf } from '../../driver/model/labMachine';
import { api, errorOf } from '../state/api';
import { currentState } from '../state/store';
import { Dialog } from '../ui/Dialog';
import { ErrorPanel } from '../ui/ErrorPanel';
import { CodeLine } from './CodeLine';
import { askAboutKey, type ShownKey, useKeyQuestion } from './keyQuestion';
import { testBehind, testMachines } from './testing';

/** Asks whether the key that a machine shows is its own: at first contact, and louder when it is another than before. */
export function KeyDialog() {
  const question = useKeyQuestion(state => state.question);
  const onClose = () => askAboutKey(undefined);
  const changed = question !== undefined && question.asked.hostKeys.length > 0;
  const what = question?.kind === 'jump' ? 'jump host' : 'machine';
  return (
    <Dialog
      opened={question !== undefined}
      onClose={onClose}
      title={changed ? `The key of this ${what} has changed` : `Is this the right ${what}?`}
      size="lg"
    >
      {question && <KeyForm question={question} changed={changed} onClose={onClose} />}
    </Dialog>
  );
}

interface KeyFormProps {
  question: ShownKey;
  changed: boolean;
  onClose: () => void;
}

function KeyForm({ question, changed, onClose }: KeyFormProps) {
  const { asked, shown } = question;
  const [compared, setCompared] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorValue>();

  async function confirm() {
    setBusy(true);
    try {
      await confirmed(question);
      onClose();
      void testAgain(question);
    } catch (thrown) {
      setError(errorOf(thrown));
      setBusy(false);
    }
  }
  return (
    <Stack gap="sm">
      {changed && (
        <Alert
          color="red"
          icon={<IconAlertTriangle size={18} aria-hidden />}
          title="Rockpool sends nothing to it until you have decided"
        >
          <Stack gap={4}>
            <Text size="sm">
              What answers at {placeOf(asked)} is not the machine that you confirmed: either it was installed
              anew, or somebody stands between you and it, and would get all that is sent.
            </Text>
            <Text size="sm" fw={600}>
              Unless you know that it was installed anew, leave it as it is, and ask who looks after it.
            </Text>
          </Stack>
        </Alert>
      )}
      <Text size="sm">
        <b>{placeOf(asked)}</b> shows this key of the type {shown.type}:
      </Text>
      <CodeLine text={shown.fingerprint} what="the fingerprint" />
      {changed && (
        <>
          <Text size="sm">You had confirmed:</Text>
          {asked.hostKeys.map(({ fingerprint }) => (
            <CodeLine key={fingerprint} text={fingerprint} what="the fingerprint that was confirmed" />
          ))}
        </>
      )}
      <Text size="sm">
        Compare it with what the machine itself says, at its own screen or over a connection that you trust:
      </Text>
      <CodeLine text={`ssh-keygen -lf ${keyFileOf(shown)}`} what="the command" />
      {changed && (
        <Checkbox
          label="I have compared the keys on the machine itself, and know why this one is new."
          checked={compared}
          onChange={event => setCompared(event.currentTarget.checked)}
        />
      )}
      {error && <ErrorPanel error={error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose} data-autofocus>
          {changed ? 'Leave it as it is' : 'Not now'}
        </Button>
        <Button
          loading={busy}
          {...(changed ? { color: 'red', disabled: !compared } : {})}
          onClick={() => void confirm()}
        >
          {changed ? 'Trust the new key' : 'They are the same'}
        </Button>
      </Group>
    </Stack>
  );
}

async function confirmed({ kind, asked: { id }, shown: key }: ShownKey): Promise<void> {
  if (kind === 'jump') await api.machines.jumpHosts.confirm.mutate({ id, key });
  else await api.machines.confirm.mutate({ id, key });
}

/** What could not be looked at before. */
async function testAgain({ kind, asked }: ShownKey): Promise<void> {
  if (kind === 'jump') await testBehind(asked.id);
  else await testMachines([currentState().machines[asked.id] ?? asked]);
}

/** Where sshd keeps the key of this type. */
function keyFileOf({ type }: HostKey): string {
  const name = type.includes('ecdsa') ? 'ecdsa' : type.includes('ed25519') ? 'ed25519' : 'rsa';
  return `/etc/ssh/ssh_host_${name}_key.pub`;
}
