import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { api } from '../state/api';
import { notifyDone, notifyError } from '../ui/notify';

/** Saves all that the engine has kept of a container's output; while it does, it takes the order back. */
export function SaveLogButton({ id, name }: { id: string; name: string }) {
  const saving = useRef<AbortController>(undefined);
  const [isSaving, setSaving] = useState(false);
  useEffect(() => () => saving.current?.abort(), []);

  async function save() {
    const abort = new AbortController();
    saving.current = abort;
    setSaving(true);
    try {
      const path = await api.instances.saveLog.mutate({ id }, { signal: abort.signal });
      if (path) notifyDone(`The log of ${name} is saved as ${path}.`);
    } catch (thrown) {
      notifyError(thrown);
    } finally {
      if (!abort.signal.aborted) setSaving(false);
    }
  }
  function cancel() {
    saving.current?.abort();
    setSaving(false);
  }
  return (
    <Button
      size="compact-xs"
      variant="default"
      leftSection={<IconDownload size={13} aria-hidden />}
      onClick={isSaving ? cancel : () => void save()}
    >
      {isSaving ? 'Cancel saving' : 'Save…'}
    </Button>
  );
}
