import { Button } from '@mantine/core';
import { placeOf } from '../../driver/model/labMachine';
import { askAboutKey, type ShownKey } from './keyQuestion';
import type { MachineRow } from './machineRows';

/** Leads to the comparison of the key that keeps a machine from being reached; nothing where there is none to compare. */
export function KeyButton({ row }: { row: MachineRow }) {
  const question = questionOf(row);
  return question ? <CompareButton question={question} /> : null;
}

/** What is in the way first: nothing is known of a machine whose jump host isn't confirmed. */
function questionOf({ machine, standing, jumpShown }: MachineRow): ShownKey | undefined {
  if (jumpShown) return { kind: 'jump', ...jumpShown };
  const shown = standing.kind === 'changed' || standing.kind === 'unconfirmed' ? standing.shown : undefined;
  return shown && { kind: 'machine', asked: machine, shown };
}

export function CompareButton({ question }: { question: ShownKey }) {
  const { kind, asked } = question;
  const changed = asked.hostKeys.length > 0;
  const what = kind === 'jump' ? 'jump host’s key' : 'key';
  const text = changed ? `${kind === 'jump' ? 'Jump host’s key' : 'Key'} has changed` : `Confirm ${what}`;
  return (
    <Button
      size="xs"
      variant={changed ? 'light' : 'filled'}
      {...(changed ? { color: 'red' } : {})}
      aria-label={`${text} (${placeOf(asked)})`}
      onClick={() => askAboutKey(question)}
    >
      {text}…
    </Button>
  );
}
