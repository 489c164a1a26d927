import { isLive } from '../driver/model/instance';
import { openSelfTest } from './frame/dialogs';
import { entries } from './frame/Navigation';
import { chooseImages } from './images/importing';
import { api } from './state/api';
import { show } from './state/navigation';
import { type Command, type CommandSource, registerCommands } from './ui/commands';
import { confirm } from './ui/confirm';
import { attempt } from './ui/notify';

const goTo: CommandSource = () => [
  ...entries.map(
    ({ screen, label }, index): Command => ({
      id: `go:${screen}`,
      label,
      group: 'Go to',
      shortcut: `mod+${index + 1}`,
      run: () => show(screen),
    }),
  ),
  { id: 'go:welcome', label: 'Welcome', group: 'Go to', run: () => show('welcome') },
];

const launch: CommandSource = ({ blueprints }) =>
  Object.values(blueprints)
    .filter(blueprint => blueprint.active)
    .map(blueprint => ({
      id: `launch:${blueprint.id}`,
      label: `Launch ${blueprint.config.name}`,
      group: 'Launch',
      description: blueprint.config.description ?? '',
      keywords: ['start', 'blueprint'],
      run: () => {
        show('dashboard');
        void attempt(
          api.instances.launch.mutate({ blueprintId: blueprint.id, requestId: crypto.randomUUID() }),
        );
      },
    }));

const instances: CommandSource = state =>
  Object.values(state.instances)
    .filter(isLive)
    .flatMap(({ id, name, state: phase, config }) => {
      const details: Command = {
        id: `details:${id}`,
        label: `Details of ${name}`,
        description: `${config.name}, ${phase}`,
        group: 'Instances',
        run: () => show('dashboard', { instanceId: id }),
      };
      const open: Command = {
        id: `open:${id}`,
        label: `Open ${name} in the browser`,
        group: 'Instances',
        description: config.name,
        run: () => show('browser', { instanceId: id }),
      };
      const destroy: Command = {
        id: `destroy:${id}`,
        label: `Destroy ${name}…`,
        group: 'Instances',
        keywords: ['delete', 'end', 'remove'],
        run: () => void destroyInstance(id, name),
      };
      return [...(phase === 'running' ? [open] : []), details, ...(phase === 'deleting' ? [] : [destroy])];
    });

async function destroyInstance(id: string, name: string): Promise<void> {
  const sure = await confirm({
    title: `Destroy ${name}?`,
    body: 'Its container is removed with everything in it. This cannot be undone.',
    action: 'Destroy',
    destructive: true,
  });
  if (sure) await attempt(api.instances.destroy.mutate({ ids: [id] }));
}

const jobs: CommandSource = () => [
  { id: 'images:choose', label: 'Choose image tarballs…', group: 'Images', run: () => void chooseImages() },
  {
    id: 'images:pull',
    label: 'Pull an image…',
    group: 'Images',
    run: () => show('images', { dialog: 'pull' }),
  },
  {
    id: 'images:engine',
    label: 'Take an image from the engine…',
    group: 'Images',
    run: () => show('images', { dialog: 'engine' }),
  },
  { id: 'help:self-test', label: 'Run the self-test…', group: 'Help', run: openSelfTest },
  {
    id: 'help:logs',
    label: 'Show logs',
    group: 'Help',
    run: () => void attempt(api.shell.showLogs.mutate()),
  },
];

/** What the palette can do on every screen; a screen adds its own in a file of its own. */
export function registerBuiltInCommands(): void {
  for (const source of [goTo, launch, instances, jobs]) registerCommands(source);
}
