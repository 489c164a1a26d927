import { List, Stack, Text } from '@mantine/core';
import { type Instance, isLive } from '../../driver/model/instance';
import { api } from '../state/api';
import { show } from '../state/navigation';
import { confirm } from '../ui/confirm';
import { attempt, notifyDone, notifyError } from '../ui/notify';

const ADDRESS_COPIED = 'The address is copied. Whoever has it can open the instance.';

/** How many names a question lists. */
const LISTED = 8;

/** Opens an instance's page in the embedded browser and goes there. */
export async function openInBrowser(instanceId: string): Promise<void> {
  if (await attempt(api.shell.browser.open.mutate({ instanceId }))) show('browser', { instanceId });
}

export async function copyUrl({ id }: Instance): Promise<void> {
  await copy(() => api.instances.url.query({ id }), ADDRESS_COPIED);
}

/** Copies the address of a page inside an instance. */
export async function copyAddress(url: string): Promise<void> {
  await copy(() => Promise.resolve(url), ADDRESS_COPIED);
}

/** Opens the address of a page inside an instance in the system's browser. */
export async function openAddress(url: string): Promise<void> {
  await attempt(api.shell.openExternal.mutate({ url }));
}

export async function copyPassword({ id }: Instance): Promise<void> {
  await copy(() => api.instances.password.query({ id }), 'The password is copied.');
}

export async function openOutside({ id }: Instance): Promise<void> {
  try {
    await api.shell.openExternal.mutate({ url: await api.instances.url.query({ id }) });
  } catch (thrown) {
    notifyError(thrown);
  }
}

export async function extend({ id, name }: Instance, minutes: number): Promise<void> {
  const span = minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
  if (await attempt(api.instances.extend.mutate({ id, minutes }))) notifyDone(`${name} has ${span} more.`);
}

/** Asks, naming what is lost, then destroys; answers whether it was done. */
export async function destroy(instances: readonly Instance[]): Promise<boolean> {
  const live = instances.filter(isLive);
  const [first] = live;
  if (!first) return false;
  const many = live.length > 1;
  const sure = await confirm({
    title: many ? `Destroy ${live.length} instances?` : `Destroy ${first.name}?`,
    body: (
      <Stack gap="xs">
        {many && (
          <List size="sm">
            {live.slice(0, LISTED).map(instance => (
              <List.Item key={instance.id}>
                {instance.name} ({instance.config.name})
              </List.Item>
            ))}
            {live.length > LISTED && <List.Item>and {live.length - LISTED} more</List.Item>}
          </List>
        )}
        <Text size="sm">
          {many
            ? 'Their containers are removed with every file in them'
            : `Its container (${first.config.name}) is removed with every file in it`}
          ; what isn't saved elsewhere is lost. This can't be undone.
        </Text>
      </Stack>
    ),
    action: many ? `Destroy ${live.length} instances` : 'Destroy',
    destructive: true,
  });
  return sure && (await attempt(api.instances.destroy.mutate({ ids: live.map(({ id }) => id) })));
}

async function copy(read: () => Promise<string>, done: string): Promise<void> {
  try {
    await api.shell.copyText.mutate({ text: await read() });
    notifyDone(done);
  } catch (thrown) {
    notifyError(thrown);
  }
}
