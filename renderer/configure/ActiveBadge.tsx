import { Badge } from '@mantine/core';

/** Whether a template or a blueprint can be used. */
export function ActiveBadge({ active }: { active: boolean }) {
  return (
    <Badge color={active ? 'green' : 'gray'} miw="max-content">
      {active ? 'active' : 'inactive'}
    </Badge>
  );
}
