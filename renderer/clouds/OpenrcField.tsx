import { Button, Group, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { ErrorValue } from '../../driver/model/errors';
import { api, errorOf } from '../state/api';
import { ErrorPanel } from '../ui/ErrorPanel';
import { type TypedCloud, typedCloud } from './typedCloud';

interface OpenrcFieldProps {
  onRead: (cloud: TypedCloud, notes: readonly string[]) => void;
}

/** Takes an openrc, as dashboards of OpenStack hand it out, into the fields. */
export function OpenrcField({ onRead }: OpenrcFieldProps) {
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorValue>();

  async function read() {
    setBusy(true);
    setError(undefined);
    try {
      const { draft, lacksSecret, warnings } = await api.clouds.fromOpenrc.mutate({ text });
      const missing = lacksSecret ? ['The openrc has no password: fill it in.'] : [];
      onRead(typedCloud(draft.connection, draft.secret ?? ''), [...warnings, ...missing]);
    } catch (thrown) {
      setError(errorOf(thrown));
      setBusy(false);
    }
  }
  return (
    <>
      <Textarea
        label="openrc"
        description="The file that the cloud’s dashboard offers under “API Access”. It is read, and nothing in it is run."
        placeholder={'export OS_AUTH_URL=https://…'}
        autosize
        minRows={5}
        maxRows={12}
        spellCheck={false}
        autoComplete="off"
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        value={text}
        onChange={event => setText(event.currentTarget.value)}
      />
      {error && <ErrorPanel error={error} />}
      <Group>
        <Button variant="default" loading={busy} disabled={text.trim() === ''} onClick={() => void read()}>
          Read it
        </Button>
      </Group>
    </>
  );
}
