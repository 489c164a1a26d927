import { Button, Code, Group, Input } from '@mantine/core';
import { api } from '../state/api';
import { notifyError } from '../ui/notify';

interface DirectoryFieldProps {
  label: string;
  description: string;
  /** Null: `fallback`. */
  value: string | null;
  /** What null stands for, in words. */
  fallback: string;
  onSave: (value: string | null) => Promise<boolean>;
}

/** A folder, chosen in the system's own dialog. */
export function DirectoryField({ label, description, value, fallback, onSave }: DirectoryFieldProps) {
  const choose = async () => {
    try {
      const chosen = await api.shell.chooseDirectory.mutate({ title: label });
      if (chosen) await onSave(chosen);
    } catch (thrown) {
      notifyError(thrown);
    }
  };
  return (
    <Input.Wrapper label={label} labelElement="div" description={description}>
      <Group gap="xs" mt={6}>
        <Code style={{ overflowWrap: 'anywhere' }}>{value ?? fallback}</Code>
        <Button size="xs" variant="default" onClick={() => void choose()} aria-label={`Choose: ${label}`}>
          Choose…
        </Button>
        {value !== null && (
          <Button
            size="xs"
            variant="subtle"
            onClick={() => void onSave(null)}
            aria-label={`Back to the usual folder: ${label}`}
          >
            Back to the usual
          </Button>
        )}
      </Group>
    </Input.Wrapper>
  );
}
