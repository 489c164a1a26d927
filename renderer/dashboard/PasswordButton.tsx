import { Button, Code, Group } from '@mantine/core';
import { useState } from 'react';
import type { Instance } from '../../driver/model/instance';
import { api } from '../state/api';
import { CopyButton } from '../ui/CopyButton';
import { notifyError } from '../ui/notify';

/** The password of an instance, on request: it stays hidden from those who look over a shoulder. */
export function PasswordButton({ instance }: { instance: Instance }) {
  const [password, setPassword] = useState<string>();
  async function reveal() {
    try {
      setPassword(await api.instances.password.query({ id: instance.id }));
    } catch (thrown) {
      notifyError(thrown);
    }
  }
  if (password === undefined) {
    return (
      <Button size="xs" variant="default" onClick={() => void reveal()}>
        Show the password
      </Button>
    );
  }
  return (
    <Group gap={4} wrap="nowrap">
      <Code style={{ overflowWrap: 'anywhere' }}>{password}</Code>
      <CopyButton text={password} what="the password" />
      <Button size="compact-xs" variant="subtle" onClick={() => setPassword(undefined)}>
        Hide
      </Button>
    </Group>
  );
}
