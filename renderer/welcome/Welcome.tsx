import { Button, Group, Paper, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Pool } from '../../driver/model/pool';
import type { State } from '../../driver/model/state';
import { chooseImages } from '../images/importing';
import { api } from '../state/api';
import { hostsAre } from '../state/hostsAre';
import { show } from '../state/navigation';
import { useModel } from '../state/store';
import { attempt } from '../ui/notify';
import { Page } from '../ui/Page';
import { TaskRow } from '../ui/TaskRow';
import { EngineStep } from './EngineStep';
import { blueprintNeed, doneSteps, isLaunching, nextStep, type StepName, stepNames } from './steps';

const titles: Record<StepName, string> = {
  engine: 'Connect a Docker engine',
  image: 'Import an image',
  blueprint: 'Make a blueprint',
  launch: 'Launch an instance',
};

/** The way to the first instance: four steps, each where it is done. */
export function Welcome() {
  const done = useModel(doneSteps);
  const current = nextStep(done);
  return (
    <Page
      narrow
      title="Welcome to Rockpool"
      lead="From an image tarball to a notebook in a browser tab, in four steps."
      actions={!current && <Finish />}
    >
      <Stack component="ol" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
        {stepNames.map((step, index) => (
          <Step
            key={step}
            number={index + 1}
            title={titles[step]}
            state={done[step] ? 'done' : step === current ? 'current' : 'later'}
            done={<DoneText step={step} />}
          >
            <StepBody step={step} />
          </Step>
        ))}
      </Stack>
    </Page>
  );
}

interface StepProps {
  number: number;
  title: string;
  state: 'done' | 'current' | 'later';
  done: ReactNode;
  children: ReactNode;
}

function Step({ number, title, state, done, children }: StepProps) {
  return (
    <Paper component="li" withBorder p="md">
      <Group
        align="flex-start"
        wrap="nowrap"
        gap="md"
        {...(state === 'current' ? { 'aria-current': 'step' } : {})}
      >
        <ThemeIcon
          radius="xl"
          size={30}
          variant={state === 'later' ? 'default' : 'filled'}
          color={state === 'done' ? 'green' : 'tide'}
        >
          {state === 'done' ? <IconCheck size={18} aria-label="Done" /> : number}
        </ThemeIcon>
        <Stack gap="sm" flex={1} miw={0}>
          <Group gap="sm" justify="space-between" mih={30}>
            <Title order={2} {...(state === 'later' ? { c: 'dimmed' } : {})}>
              {title}
            </Title>
            {state === 'done' && (
              <Text size="sm" c="dimmed">
                {done}
              </Text>
            )}
          </Group>
          {state === 'current' && children}
        </Stack>
      </Group>
    </Paper>
  );
}

function firstPoolText(pool: Pool | undefined): string {
  if (!pool) return '';
  return pool.provider === 'local' ? pool.engineUrl : `${pool.name}: ${hostsAre(pool)}`;
}

const doneTexts: Record<StepName, (state: State) => string> = {
  engine: state => firstPoolText(Object.values(state.pools)[0]),
  image: state => counted(Object.keys(state.images).length, 'image'),
  blueprint: state =>
    counted(Object.values(state.blueprints).filter(each => each.active).length, 'active blueprint'),
  launch: () => 'The first instance has run',
};

function DoneText({ step }: { step: StepName }) {
  return useModel(doneTexts[step]);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function StepBody({ step }: { step: StepName }) {
  switch (step) {
    case 'engine':
      return <EngineStep />;
    case 'image':
      return <ImageStep />;
    case 'blueprint':
      return <BlueprintStep />;
    case 'launch':
      return <LaunchStep />;
  }
}

function ImageStep() {
  const tasks = useModel(state =>
    Object.values(state.tasks).filter(task => ['import', 'pull', 'save'].includes(task.kind)),
  );
  return (
    <>
      <Text size="sm">
        Drop one or more tarballs made by <code>docker save</code> anywhere on this window. An image that the
        engine has, or can pull, works as well.
      </Text>
      <Group gap="xs">
        <Button onClick={() => void chooseImages()}>Choose tarballs…</Button>
        <Button variant="default" onClick={() => show('images', { dialog: 'engine' })}>
          Take from the engine…
        </Button>
        <Button variant="default" onClick={() => show('images', { dialog: 'pull' })}>
          Pull by name…
        </Button>
      </Group>
      {tasks.map(task => (
        <TaskRow key={task.id} task={task} />
      ))}
    </>
  );
}

const needs: Record<ReturnType<typeof blueprintNeed>, { text: string; label: string; open: () => void }> = {
  template: {
    text: 'A template says how an image is run: port, command, memory, lifetime. Blueprints are made from it.',
    label: 'Create a template…',
    open: () => show('configure', { dialog: 'template' }),
  },
  'activate-template': {
    text: 'The template is there, but not active yet. Activate it, then make a blueprint from it.',
    label: 'Open Configure',
    open: () => show('configure'),
  },
  blueprint: {
    text: 'The template is active. A blueprint made from it is what users launch.',
    label: 'Create a blueprint…',
    open: () => show('configure', { dialog: 'blueprint' }),
  },
  'activate-blueprint': {
    text: 'The blueprint is there, but not active yet. Activate it to be able to launch it.',
    label: 'Open Configure',
    open: () => show('configure'),
  },
};

function BlueprintStep() {
  const { text, label, open } = needs[useModel(blueprintNeed)];
  return (
    <>
      <Text size="sm">{text}</Text>
      <Button w="fit-content" onClick={open}>
        {label}
      </Button>
    </>
  );
}

function LaunchStep() {
  const launching = useModel(isLaunching);
  return (
    <>
      <Text size="sm" role="status">
        {launching
          ? 'The first instance is being launched; the Dashboard shows how far it is.'
          : 'Launch the blueprint on the Dashboard, then open it in the embedded browser.'}
      </Text>
      <Button w="fit-content" onClick={() => show('dashboard')}>
        Go to the Dashboard
      </Button>
    </>
  );
}

function Finish() {
  const finish = async () => {
    if (await attempt(api.settings.change.mutate({ welcomeDone: true }))) show('dashboard');
  };
  return <Button onClick={() => void finish()}>Go to the Dashboard</Button>;
}
