import { Button, Group, Stack } from '@mantine/core';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { ErrorValue } from '../../driver/model/errors';
import { errorOf, wasCancelled } from '../state/api';
import { confirm } from '../ui/confirm';
import { Dialog } from '../ui/Dialog';
import { ErrorPanel } from '../ui/ErrorPanel';

/** Saving as a dialog's form sees it. */
export interface Saving {
  error: ErrorValue | undefined;
  busy: boolean;
  /** Set by the button that was pressed: whether what is saved is made active as well. */
  activate: { current: boolean };
  /** Runs the calls that save; shows what they were refused with. */
  save: (work: () => Promise<void>) => Promise<void>;
}

export function useSaving(onSaved: () => void): Saving {
  const [error, setError] = useState<ErrorValue>();
  const [busy, setBusy] = useState(false);
  const activate = useRef(true);
  async function save(work: () => Promise<void>) {
    setBusy(true);
    setError(undefined);
    try {
      await work();
      onSaved();
    } catch (thrown) {
      if (!wasCancelled(thrown)) setError(errorOf(thrown));
    } finally {
      setBusy(false);
    }
  }
  return { error, busy, activate, save };
}

/** A dialog that is taken away, rather than closed, doesn't give the focus back by itself. */
function useFocusReturn(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      setTimeout(() => before instanceof HTMLElement && before.focus({ preventScroll: true }));
    },
    [before],
  );
}

interface FormDialogProps {
  title: string;
  saving: Saving;
  /** True where something was typed that closing would lose. */
  dirty: boolean;
  /** Offers "Save and activate" beside "Save". */
  offerActivate: boolean;
  submit: (event?: FormEvent<HTMLFormElement>) => void;
  onClose: () => void;
  children: ReactNode;
}

/** A dialog with a form; its buttons stay in sight, and closing it asks before it loses what was typed. */
export function FormDialog(props: FormDialogProps) {
  const { title, saving, dirty, offerActivate, submit, onClose, children } = props;
  const [asking, setAsking] = useState(false);
  useFocusReturn();
  async function close() {
    setAsking(true);
    const lose =
      !dirty ||
      (await confirm({
        title: 'Discard your changes?',
        body: 'What you typed is not saved yet.',
        action: 'Discard',
        refusal: 'Keep editing',
        destructive: true,
      }));
    // Not before the key that answered has been heard everywhere.
    setTimeout(() => setAsking(false));
    if (lose) onClose();
  }
  const submitAs = (activate: boolean) => (event?: FormEvent<HTMLFormElement>) => {
    event?.preventDefault();
    saving.activate.current = activate;
    if (!saving.busy) submit(event);
  };
  return (
    <Dialog
      opened
      onClose={() => void close()}
      title={title}
      size={760}
      closeOnClickOutside={false}
      // Escape answers the question alone while one is asked.
      closeOnEscape={!asking}
    >
      <form onSubmit={submitAs(offerActivate)} noValidate>
        <Stack gap="md">
          {children}
          <div className="form-actions">
            {saving.error && <ErrorPanel error={saving.error} />}
            <Group justify="flex-end" gap="xs" mt={saving.error ? 'sm' : 0}>
              <Button variant="default" onClick={() => void close()}>
                Cancel
              </Button>
              {offerActivate && (
                <Button variant="default" disabled={saving.busy} onClick={() => submitAs(false)()}>
                  Save
                </Button>
              )}
              <Button type="submit" loading={saving.busy}>
                {offerActivate ? 'Save and activate' : 'Save'}
              </Button>
            </Group>
          </div>
        </Stack>
      </form>
    </Dialog>
  );
}
