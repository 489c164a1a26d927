import { Button, Group, Radio, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { ErrorValue } from '../../driver/model/errors';
import type { Image } from '../../driver/model/image';
import { api, errorOf } from '../state/api';
import { ErrorPanel } from '../ui/ErrorPanel';
import { notifyDone } from '../ui/notify';

/** How an image comes to the hosts of pools: sent from here, or pulled by each host from a registry. */
export function HostsGetIt({ image }: { image: Image }) {
  const [pulls, setPulls] = useState(image.hostsPull !== undefined);
  const [name, setName] = useState(image.hostsPull ?? image.origin ?? image.id);
  const [error, setError] = useState<ErrorValue>();
  const wanted = pulls ? name.trim() : undefined;
  const isChanged = wanted !== image.hostsPull;

  const save = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await api.images.setHostsPull.mutate({
        id: image.id,
        ...(wanted === undefined ? {} : { reference: wanted }),
      });
      setError(undefined);
      notifyDone(pulls ? `Hosts pull ${image.id} themselves.` : `${image.id} is sent to hosts from here.`);
    } catch (thrown) {
      setError(errorOf(thrown));
    }
  };

  return (
    <form onSubmit={event => void save(event)}>
      <Stack gap="xs">
        <Radio.Group
          label="How hosts get it"
          value={pulls ? 'pull' : 'send'}
          onChange={value => setPulls(value === 'pull')}
        >
          <Stack gap={6} mt={6}>
            <Radio value="send" label="Sent from here" description="Only the layers that a host lacks." />
            <Radio
              value="pull"
              label="Pulled by each host from a registry"
              description="For registries that hosts reach without a sign-in. What a host gets is compared with this image; where that isn't it, or can't be had, it is sent from here."
            />
          </Stack>
        </Radio.Group>
        {pulls && (
          <TextInput
            label="Its name in the registry"
            description="With @sha256:… it is the same image for ever; a tag may move on to another."
            spellCheck={false}
            value={name}
            onChange={event => setName(event.currentTarget.value)}
          />
        )}
        {error && <ErrorPanel error={error} />}
        {isChanged && (
          <Group justify="flex-end">
            <Button type="submit" size="xs" disabled={pulls && name.trim() === ''}>
              Save
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
