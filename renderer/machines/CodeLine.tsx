import { Group } from '@mantine/core';
import { CopyButton } from '../ui/CopyButton';

/** A line to be copied; `what` names it for the button. */
export function CodeLine({ text, what }: { text: string; what: string }) {
  return (
    <Group className="code-line" wrap="nowrap" gap="xs" align="flex-start">
      <code>{text}</code>
      <CopyButton text={text} what={what} />
    </Group>
  );
}
