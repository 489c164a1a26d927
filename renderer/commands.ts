import { isLive } from '../driver/model/instance';
import { refreshAll } from './driver-hosts/refresh';
import { openSelfTest } from './frame/dialogs';
import { entries } from './frame/Navigation';
import { chooseImages } from './images/importing';
import { openReport } from './report/reportDialog';
import { openShutdown } from './shutdown/shutdownDialog';
import { api } from './state/api';
import { show } from './state/navigation';
import { type Command, type CommandSource, registerCommands } from './ui/commands';
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

const details: CommandSource = state =>
  Object.values(state.instances)
    .filter(isLive)
    .map(instance => ({
      id: `details:${instance.id}`,
      label: `Details of ${instance.name}`,
      description: `${instance.config.name}, ${instance.state}`,
      group: 'Instances',
      run: () => show('dashboard', { instanceId: instance.id }),
    }));

const hosts: CommandSource = state =>
  Object.values(state.hosts)
    .filter(({ phase }) => phase !== 'removed')
    .map(({ id, name, poolId, phase }) => ({
      id: `host:${id}`,
      label: `Details of host ${name}`,
      description: `${state.pools[poolId]?.name ?? ''}, ${phase}`,
      keywords: [id],
      group: 'Hosts',
      run: () => show('driver-hosts', { hostId: id }),
    }));

const pools: CommandSource = state =>
  Object.values(state.pools).map(({ id, name }) => ({
    id: `pool:shutdown:${id}`,
    label: `Shut down pool ${name}…`,
    keywords: ['shutdown', 'give back'],
    group: 'Pools',
    run: () => openShutdown(id),
  }));

const machines: CommandSource = state =>
  Object.values(state.pools)
    .filter(({ provider }) => provider === 'ssh')
    .map(({ id, name }) => ({
      id: `pool:machines:${id}`,
      label: `Machines of ${name}`,
      keywords: ['ssh', 'key', 'test connection'],
      group: 'Pools',
      run: () => show('driver-configs', { machinesOf: id }),
    }));

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
  {
    id: 'pools:new',
    label: 'New pool…',
    group: 'Pools',
    run: () => show('driver-configs', { dialog: 'new' }),
  },
  { id: 'hosts:refresh', label: 'Refresh all hosts', group: 'Hosts', run: () => void refreshAll() },
  { id: 'help:self-test', label: 'Run the self-test…', group: 'Help', run: openSelfTest },
  {
    id: 'help:logs',
    label: 'Show logs',
    group: 'Help',
    run: () => void attempt(api.shell.showLogs.mutate()),
  },
  {
    id: 'help:report',
    label: 'Save a report for support…',
    group: 'Help',
    keywords: ['bug', 'problem', 'error', 'log'],
    run: openReport,
  },
];

/** What the palette can do on every screen; the Dashboard adds what concerns its blueprints and instances. */
export function registerBuiltInCommands(): void {
  for (const source of [goTo, details, hosts, pools, machines, jobs]) registerCommands(source);
}
