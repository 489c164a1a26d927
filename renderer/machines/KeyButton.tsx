import { Button } from '@mantine/core';
import { askAboutKey } from './keyQuestion';
import type { MachineRow } from './machineRows';

/** Leads to the comparison of a key; nothing where there is none to compare. */
export function KeyButton({ row: { machine, place, standing } }: { row: MachineRow }) {
  const shown = standing.kind === 'changed' || standing.kind === 'unconfirmed' ? standing.shown : undefined;
  if (!shown) return null;
  const changed = standing.kind === 'changed';
  return (
    <Button
      size="xs"
      variant={changed ? 'light' : 'filled'}
      {...(changed ? { color: 'red' } : {})}
      aria-label={`${changed ? 'Key has changed' : 'Confirm key'} (${place})`}
      onClick={() => askAboutKey({ machine, shown })}
    >
      {changed ? 'Key has changed…' : 'Confirm key…'}
    </Button>
  );
}
