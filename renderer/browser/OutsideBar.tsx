import { Button, Group, Text } from '@mantine/core';
import { api } from '../state/api';
import { attempt } from '../ui/notify';

interface OutsideBarProps {
  instanceId: string;
  address: string;
}

/** Asks what to do with an address that isn't the instance's own: it never opens inside the app. */
export function OutsideBar({ instanceId, address }: OutsideBarProps) {
  const answer = (open: boolean) =>
    void attempt(api.shell.browser.answerOutside.mutate({ instanceId, open }));
  return (
    <Group className="browser-bar" gap="sm" justify="space-between" role="alert" wrap="nowrap">
      <Text size="sm" lineClamp={2} style={{ overflowWrap: 'anywhere' }}>
        The page wants to open <b>{address}</b>, which is not part of this instance.
      </Text>
      <Group gap="xs" wrap="nowrap">
        <Button size="xs" onClick={() => answer(true)}>
          Open in the system's browser
        </Button>
        <Button size="xs" variant="default" onClick={() => answer(false)}>
          Don't open
        </Button>
      </Group>
    </Group>
  );
}
