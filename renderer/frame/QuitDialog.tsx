import { Button, Group, Stack, Text } from '@mantine/core';
import { api } from '../state/api';
import { Dialog } from '../ui/Dialog';
import { attempt } from '../ui/notify';
import { useDialogs } from './dialogs';

/** Asks what becomes of the instances that are live when the app is to quit. */
export function QuitDialog() {
  const quit = useDialogs(dialogs => dialogs.quit);
  const answer = (value: 'keep' | 'destroy' | 'cancel') => {
    useDialogs.setState({ quit: undefined });
    void attempt(api.shell.answerQuit.mutate({ answer: value }));
  };
  const live = quit?.live ?? 0;
  const these = live === 1 ? 'One instance is' : `${live} instances are`;
  return (
    <Dialog opened={quit !== undefined} onClose={() => answer('cancel')} title="Quit Rockpool?" size="lg">
      <Stack>
        <Text size="sm">
          {these} still live. {live === 1 ? 'It' : 'They'} can go on running without Rockpool and will be
          found again at the next start; until then nobody ends {live === 1 ? 'it' : 'them'} when the lifetime
          is over.
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={() => answer('cancel')}>
            Cancel
          </Button>
          <Button color="red" variant="light" onClick={() => answer('destroy')}>
            Destroy, then quit
          </Button>
          <Button data-autofocus onClick={() => answer('keep')}>
            Keep running and quit
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
