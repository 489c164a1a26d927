import { NativeSelect, PasswordInput, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { ErrorValue } from '../../driver/model/errors';
import { type ApiOutput, api, errorOf, wasCancelled } from '../state/api';
import { ErrorPanel } from '../ui/ErrorPanel';
import { secretLabels } from './OwnCloudFields';
import type { CloudFieldsProps } from './typedCloud';

type Described = ApiOutput['clouds']['described'];

/** A cloud of those that OpenStack's own configuration describes. */
export function CloudOfFile({ value, onChange, errors, hasSecret }: CloudFieldsProps) {
  const { described, error } = useDescribed(value.path);
  if (error) return <ErrorPanel error={error} />;
  if (!described) return <Text size="sm">Looking for clouds.yaml…</Text>;
  const { file, clouds } = described;
  if (clouds.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {file === undefined
          ? 'There is no clouds.yaml on this computer where OpenStack’s own clients look for it (~/.config/openstack). Paste an openrc, which the cloud’s dashboard offers under “API Access”, or fill in.'
          : `${file} describes no cloud.`}
      </Text>
    );
  }
  const { regions = [], lacks } = clouds.find(({ name }) => name === value.cloud) ?? {};
  return (
    <>
      <NativeSelect
        label="Cloud"
        description={`${file === undefined ? '' : `Of ${file}. `}What stands there counts, and stays there: the password too.`}
        required
        data={[
          { value: '', label: 'Choose one' },
          ...clouds.map(({ name }) => ({ value: name, label: name })),
        ]}
        value={value.cloud}
        error={errors.cloud}
        onChange={event =>
          onChange({ ...value, cloud: event.currentTarget.value, cloudRegion: '', secret: null })
        }
      />
      {regions.length > 1 && (
        <NativeSelect
          label="Region"
          data={[
            { value: '', label: `The first, ${regions[0]}` },
            ...regions.map(name => ({ value: name, label: name })),
          ]}
          value={value.cloudRegion}
          onChange={event => onChange({ ...value, cloudRegion: event.currentTarget.value })}
        />
      )}
      {lacks && (
        <PasswordInput
          label={secretLabels[lacks]}
          description="The file has none for this cloud. Kept with Rockpool’s other secrets."
          placeholder={hasSecret && value.secret === null ? 'As it is kept' : ''}
          autoComplete="off"
          value={value.secret ?? ''}
          onChange={event => onChange({ ...value, secret: event.currentTarget.value })}
        />
      )}
    </>
  );
}

function useDescribed(path: string): { described?: Described; error?: ErrorValue } {
  const [answer, setAnswer] = useState<{ described?: Described; error?: ErrorValue }>({});
  useEffect(() => {
    const stop = new AbortController();
    api.clouds.described.query(path === '' ? {} : { path }, { signal: stop.signal }).then(
      described => setAnswer({ described }),
      thrown => {
        if (!wasCancelled(thrown)) setAnswer({ error: errorOf(thrown) });
      },
    );
    return () => stop.abort();
  }, [path]);
  return answer;
}
