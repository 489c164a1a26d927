import { mayExtend } from '../../driver/model/instance';
import { api } from '../state/api';
import { show } from '../state/navigation';
import { registerCommands } from '../ui/commands';
import { attempt } from '../ui/notify';
import { destroy, extend, openInBrowser } from './actions';
import { launchables } from './launchables';

/** What the palette can do with blueprints and running instances. */
registerCommands(state => [
  ...launchables(state)
    .filter(({ refused }) => !refused)
    .map(({ blueprint, config }) => ({
      id: `launch:${blueprint.id}`,
      label: `Launch ${config.name}`,
      group: 'Launch',
      run: () => void launch(blueprint.id),
    })),
  ...Object.values(state.instances)
    .filter(instance => instance.state === 'running')
    .flatMap(instance => [
      {
        id: `open:${instance.id}`,
        label: `Open ${instance.name} in Browser`,
        group: 'Instances',
        run: () => void openInBrowser(instance.id),
      },
      ...(mayExtend(instance)
        ? [
            {
              id: `extend:${instance.id}`,
              label: `Extend ${instance.name} by 1 h`,
              group: 'Instances',
              run: () => void extend(instance, 60),
            },
          ]
        : []),
      {
        id: `destroy:${instance.id}`,
        label: `Destroy ${instance.name}`,
        group: 'Instances',
        run: () => void destroy([instance]),
      },
    ]),
]);

async function launch(blueprintId: string): Promise<void> {
  const launched = api.instances.launch.mutate({ blueprintId, requestId: crypto.randomUUID() });
  if (await attempt(launched)) show('dashboard');
}
