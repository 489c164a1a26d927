import { Button, Group, Loader, Radio, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { AtStake, QuitAnswer } from '../../driver/api/shell';
import { isLive } from '../../driver/model/instance';
import { openShutdown } from '../shutdown/shutdownDialog';
import { api } from '../state/api';
import { useModel } from '../state/store';
import { Dialog } from '../ui/Dialog';
import { attempt } from '../ui/notify';
import { useDialogs } from './dialogs';
import { stakeText } from './stakeText';

type Answer = (value: QuitAnswer) => void;

const titles = { instances: 'Destroying, then quitting', pools: 'Shutting down, then quitting' };
const ends: Partial<Record<QuitAnswer, 'instances' | 'pools'>> = {
  destroy: 'instances',
  wait: 'pools',
  now: 'pools',
};

/** Asks what becomes of what goes on without the app when it is to quit. */
export function QuitDialog() {
  const quit = useDialogs(dialogs => dialogs.quit);
  const answer: Answer = value => {
    const ending = ends[value];
    useDialogs.setState({ quit: ending && quit ? { ...quit, ending } : undefined });
    void attempt(api.shell.answerQuit.mutate({ answer: value }));
  };
  return (
    <Dialog
      opened={quit !== undefined}
      onClose={() => answer('cancel')}
      title={quit?.ending ? titles[quit.ending] : 'Quit Rockpool?'}
      size="lg"
    >
      {quit?.ending === 'instances' && <Destroying answer={answer} />}
      {quit?.ending === 'pools' && <ShuttingDown pools={quit.stake.pools} answer={answer} />}
      {quit && !quit.ending && quit.stake.hosts === 0 && (
        <AskingOfInstances stake={quit.stake} answer={answer} />
      )}
      {quit && !quit.ending && quit.stake.hosts > 0 && <AskingOfHosts stake={quit.stake} answer={answer} />}
    </Dialog>
  );
}

function AskingOfInstances({ stake: { live }, answer }: { stake: AtStake; answer: Answer }) {
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

function AskingOfHosts({ stake, answer }: { stake: AtStake; answer: Answer }) {
  const [how, setHow] = useState<'wait' | 'now'>('wait');
  const { live } = stake;
  return (
    <Stack>
      {stakeText(stake).map(text => (
        <Text key={text} size="sm">
          {text}
        </Text>
      ))}
      {live > 0 && (
        <Radio.Group
          label={
            live === 1
              ? 'When the pool is shut down first, its instance'
              : 'When the pools are shut down first, their instances'
          }
          value={how}
          onChange={value => setHow(value as 'wait' | 'now')}
        >
          <Group mt={6} gap="lg">
            <Radio value="wait" label="may run until they end by themselves" />
            <Radio value="now" label="end now" />
          </Group>
        </Radio.Group>
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={() => answer('cancel')}>
          Cancel
        </Button>
        <Button variant="default" onClick={() => answer('keep')}>
          Quit and leave them
        </Button>
        <Button
          data-autofocus
          {...(live > 0 && how === 'now' ? { color: 'red' } : {})}
          onClick={() => answer(live > 0 ? how : 'now')}
        >
          Shut down, then quit
        </Button>
      </Group>
    </Stack>
  );
}

function Destroying({ answer }: { answer: Answer }) {
  const left = useModel(state => Object.values(state.instances).filter(isLive).length);
  return (
    <Stack>
      <Waiting>
        {left === 1 ? 'One instance is' : `${left} instances are`} still there. Rockpool quits as soon as none
        is.
      </Waiting>
      <StayOrGo answer={answer} />
    </Stack>
  );
}

function ShuttingDown({ pools, answer }: { pools: AtStake['pools']; answer: Answer }) {
  const shutdowns = useModel(state => pools.map(({ id }) => state.shutdowns[id]));
  const open = pools.filter((_, index) => shutdowns[index]?.state !== 'done');
  const left = shutdowns.reduce((sum, shutdown) => sum + (shutdown?.remainingCount ?? 0), 0);
  const isStuck = shutdowns.some(shutdown => shutdown?.state === 'stuck');
  return (
    <Stack>
      <Waiting>
        {isStuck
          ? 'Some of it does not go by itself. Its report says what to do by hand; Rockpool quits as soon as nothing is left.'
          : `${left === 1 ? 'One thing is' : `${left} things are`} still there. Rockpool quits as soon as nothing is left.`}
      </Waiting>
      <Group gap="xs">
        {open.map(({ id, name }) => (
          <Button key={id} size="xs" variant="light" onClick={() => openShutdown(id)}>
            Show what is left of {name}
          </Button>
        ))}
      </Group>
      <StayOrGo answer={answer} />
      <Text size="xs" c="dimmed">
        Either way the pools go on shutting down while Rockpool runs; to work with them again, call that back.
      </Text>
    </Stack>
  );
}

/** While something ends first: to think better of it, or not to wait. */
function StayOrGo({ answer }: { answer: Answer }) {
  return (
    <Group justify="flex-end" gap="xs">
      <Button variant="default" onClick={() => answer('cancel')}>
        Don't quit
      </Button>
      <Button variant="default" onClick={() => answer('keep')}>
        Quit now
      </Button>
    </Group>
  );
}

function Waiting({ children }: { children: React.ReactNode }) {
  return (
    <Group gap="xs" role="status" wrap="nowrap">
      <Loader size="xs" aria-hidden style={{ flex: 'none' }} />
      <Text size="sm">{children}</Text>
    </Group>
  );
}
