import { Button, Group, Loader, Stack, Text } from '@mantine/core';
import { isLive } from '../../driver/model/instance';
import { api } from '../state/api';
import { useModel } from '../state/store';
import { Dialog } from '../ui/Dialog';
import { attempt } from '../ui/notify';
import { useDialogs } from './dialogs';

type Answer = 'keep' | 'destroy' | 'cancel';

/** Asks what becomes of the instances that are live when the app is to quit. */
export function QuitDialog() {
  const quit = useDialogs(dialogs => dialogs.quit);
  const answer = (value: Answer) => {
    useDialogs.setState({ quit: value === 'destroy' && quit ? { ...quit, destroying: true } : undefined });
    void attempt(api.shell.answerQuit.mutate({ answer: value }));
  };
  return (
    <Dialog
      opened={quit !== undefined}
      onClose={() => answer('cancel')}
      title={quit?.destroying ? 'Destroying, then quitting' : 'Quit Rockpool?'}
      size="lg"
    >
      {quit?.destroying ? <Destroying answer={answer} /> : <Asking live={quit?.live ?? 0} answer={answer} />}
    </Dialog>
  );
}

function Asking({ live, answer }: { live: number; answer: (value: Answer) => void }) {
  const [these, they, them] =
    live === 1 ? ['One instance is', 'It', 'it'] : [`${live} instances are`, 'They', 'them'];
  return (
    <Stack>
      <Text size="sm">
        {these} still live. {they} can go on running without Rockpool and will be found again at the next
        start; until then nobody ends {them} when the lifetime is over.
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
  );
}

function Destroying({ answer }: { answer: (value: Answer) => void }) {
  const left = useModel(state => Object.values(state.instances).filter(isLive).length);
  return (
    <Stack>
      <Group gap="xs" role="status">
        <Loader size="xs" aria-hidden />
        <Text size="sm">
          {left === 1 ? 'One instance is' : `${left} instances are`} still there. Rockpool quits as soon as
          none is.
        </Text>
      </Group>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={() => answer('cancel')}>
          Don't quit
        </Button>
        <Button variant="default" onClick={() => answer('keep')}>
          Quit now
        </Button>
      </Group>
    </Stack>
  );
}
