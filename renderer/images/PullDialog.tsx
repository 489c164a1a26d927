import { Button, Group, PasswordInput, Stack, Switch, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { ErrorValue } from '../../driver/model/errors';
import { api, errorOf } from '../state/api';
import { Dialog } from '../ui/Dialog';
import { ErrorPanel } from '../ui/ErrorPanel';
import { EngineSelect, useEngineUrls } from './EngineSelect';

interface PullDialogProps {
  opened: boolean;
  onClose: () => void;
}

/** Pulls an image by its name: the engine pulls, the image is saved into the image directory. */
export function PullDialog({ opened, onClose }: PullDialogProps) {
  return (
    <Dialog opened={opened} onClose={onClose} title="Pull an image">
      <PullForm onDone={onClose} />
    </Dialog>
  );
}

function PullForm({ onDone }: { onDone: () => void }) {
  const urls = useEngineUrls();
  const [chosenUrl, setUrl] = useState<string>();
  const [reference, setReference] = useState('');
  const [signIn, setSignIn] = useState(false);
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [error, setError] = useState<ErrorValue>();
  const engineUrl = chosenUrl ?? urls[0];
  const ready = engineUrl !== undefined && reference.trim() !== '' && (!signIn || username !== '');

  const pull = async (event: FormEvent) => {
    event.preventDefault();
    if (!engineUrl || !ready) return;
    try {
      const credentials = signIn ? { credentials: { username, password } } : {};
      await api.images.pull.mutate({ engineUrl, reference, ...credentials });
      onDone();
    } catch (thrown) {
      setError(errorOf(thrown));
    }
  };

  return (
    <form onSubmit={event => void pull(event)}>
      <Stack>
        <EngineSelect urls={urls} value={engineUrl ?? ''} onChange={setUrl} />
        <TextInput
          data-autofocus
          label="Name of the image"
          description="As for docker pull; without a tag it is :latest."
          placeholder="rocker/rstudio"
          spellCheck={false}
          value={reference}
          onChange={event => setReference(event.currentTarget.value)}
        />
        <Switch
          label="The registry asks for a sign-in"
          checked={signIn}
          onChange={event => setSignIn(event.currentTarget.checked)}
        />
        {signIn && (
          <>
            <TextInput
              label="User name"
              autoComplete="off"
              value={username}
              onChange={event => setUsername(event.currentTarget.value)}
            />
            <PasswordInput
              label="Password or token"
              value={password}
              onChange={event => setPassword(event.currentTarget.value)}
              visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
            />
            <Text size="xs" c="dimmed">
              Used for this pull and not kept.
            </Text>
          </>
        )}
        {error && <ErrorPanel error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" disabled={!ready}>
            Pull
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
