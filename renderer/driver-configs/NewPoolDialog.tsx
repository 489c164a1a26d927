import {
  Autocomplete,
  Button,
  Group,
  Input,
  NativeSelect,
  SegmentedControl,
  Stack,
  Switch,
  Text,
} from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import type { ErrorValue } from '../../driver/model/errors';
import {
  CPU_POOL,
  configKeysOf,
  GPU_POOL,
  hasManyHosts,
  type Pool,
  type PoolConfig,
  type ProviderName,
} from '../../driver/model/pool';
import { CloudFields } from '../clouds/CloudFields';
import { CloudTestPanel } from '../clouds/CloudTestPanel';
import { draftOf, NO_CLOUD, typedCloud } from '../clouds/typedCloud';
import { useCloudTest } from '../clouds/useCloudTest';
import { api, errorOf } from '../state/api';
import { show } from '../state/navigation';
import { useRecords } from '../state/store';
import { Dialog } from '../ui/Dialog';
import { ErrorPanel } from '../ui/ErrorPanel';
import { focusFirstError } from '../ui/focusFirstError';
import { notifyDone } from '../ui/notify';
import { useEngines } from '../welcome/useEngines';

interface NewPoolDialogProps {
  /** The pool that is duplicated; absent: the new one begins with the defaults. */
  like?: Pool | undefined;
  /** Settings from a file, for a pool like the other one under the name that the file has. */
  imported?: NamedSettings | undefined;
  /** What it is called, until somebody types another name. */
  name?: string | undefined;
  opened: boolean;
  onClose: () => void;
}

/** The settings of a pool that a file names. */
export interface NamedSettings {
  name: string;
  config: Partial<PoolConfig>;
}

const providerLabels: Record<ProviderName, string> = {
  local: 'A Docker engine',
  ssh: 'Machines over SSH',
  openstack: 'OpenStack',
  simulator: 'Simulated',
};

/** Stands for imported settings among the pools to choose from. */
const IMPORTED = 'imported';

/** Makes a pool: its name, where its hosts come from, and the settings that it begins with. */
export function NewPoolDialog({ like, imported, name, opened, onClose }: NewPoolDialogProps) {
  const title = like && !imported ? `Duplicate ${like.name}` : 'New pool';
  return (
    <Dialog opened={opened} onClose={onClose} title={title} size="lg">
      {opened && <NewPoolForm like={like} imported={imported} name={name} onClose={onClose} />}
    </Dialog>
  );
}

function NewPoolForm({ like, imported, name: named, onClose }: Omit<NewPoolDialogProps, 'opened'>) {
  const pools = useRecords('pools');
  const providers = useProviders();
  const [name, setName] = useState(imported?.name ?? named ?? '');
  const [wanted, setWanted] = useState<ProviderName>();
  const [engineUrl, setEngineUrl] = useState<string>();
  const [likeId, setLikeId] = useState(imported ? IMPORTED : (like?.id ?? ''));
  const [wantsRest, setRests] = useState<boolean>();
  const [typed, setTyped] = useState(() => (like?.cloud ? typedCloud(like.cloud) : NO_CLOUD));
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorValue>();
  const { found } = useEngines();

  // The demo is about simulated hosts.
  const usual = providers.includes('simulator') ? 'simulator' : 'local';
  const provider = wanted ?? like?.provider ?? usual;
  const isInCloud = provider === 'openstack';
  // What its settings name may not be there: they are looked over first.
  const rests = wantsRest ?? isInCloud;
  const described = draftOf(typed);
  const test = useCloudTest({ draft: described.draft });
  const free = (found ?? []).map(({ url }) => url).filter(url => !pools.some(pool => pool.engineUrl === url));
  const engine = engineUrl ?? free[0] ?? '';
  const names = [CPU_POOL, GPU_POOL].filter(known => !pools.some(pool => pool.name === known));

  async function create(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setTried(true);
    if (isInCloud && !described.draft) {
      focusFirstError(event.currentTarget);
      return;
    }
    setBusy(true);
    setError(undefined);
    try {
      const source = likeId === IMPORTED ? imported : pools.find(({ id }) => id === likeId);
      const config = {
        ...(source ? copied(source, provider) : {}),
        ...(rests ? { DD_SHUTDOWN_MODE: true } : {}),
      };
      const place = {
        ...(provider === 'local' ? { engineUrl: engine } : {}),
        ...(isInCloud ? { cloud: described.draft?.connection, secret: described.draft?.secret } : {}),
      };
      const made = await api.pools.create.mutate({ name, provider, config, ...place });
      notifyDone(`The pool ${made.name} is made.`);
      onClose();
      // Without machines it can do nothing.
      if (made.provider === 'ssh') show('driver-configs', { machinesOf: made.id });
    } catch (thrown) {
      setError(errorOf(thrown));
    }
    setBusy(false);
  }
  return (
    <form onSubmit={event => void create(event)} noValidate>
      <Stack gap="sm">
        <Autocomplete
          label="Name"
          description={`It never changes. The original's pools are ${CPU_POOL} and ${GPU_POOL}.`}
          data-autofocus
          // What it offers would cover the rest of the form at once.
          openOnFocus={false}
          required
          data={names}
          value={name}
          onChange={setName}
        />
        {providers.length > 1 && (
          <Input.Wrapper label="Where its hosts come from" labelElement="div">
            <SegmentedControl
              fullWidth
              mt={4}
              aria-label="Where its hosts come from"
              data={providers.map(value => ({ value, label: providerLabels[value] }))}
              value={provider}
              onChange={value => setWanted(value as ProviderName)}
            />
          </Input.Wrapper>
        )}
        {provider === 'ssh' && (
          <Text size="sm" c="dimmed">
            Hosts are machines of your lab that you list, and that Rockpool reaches over SSH. Their list comes
            next.
          </Text>
        )}
        {isInCloud && (
          <>
            <CloudFields
              value={typed}
              onChange={value => {
                setTyped(value);
                test.forget();
              }}
              errors={tried ? described.errors : {}}
              hasSecret={false}
            />
            <CloudTestPanel test={test} isReady={described.draft !== undefined} />
          </>
        )}
        {provider === 'local' && (
          <Autocomplete
            label="Engine"
            description="An engine that was found, or the address of another: unix:///…, tcp://…"
            placeholder={found && free.length === 0 ? 'No engine was found that is in no pool yet' : ''}
            openOnFocus={false}
            required
            data={free}
            value={engine}
            onChange={setEngineUrl}
          />
        )}
        <NativeSelect
          label="Begins with"
          data={[
            ...(imported ? [{ value: IMPORTED, label: 'The imported settings' }] : []),
            { value: '', label: 'The default settings' },
            ...pools.map(pool => ({ value: pool.id, label: `The settings of ${pool.name}` })),
          ]}
          value={likeId}
          onChange={event => setLikeId(event.currentTarget.value)}
        />
        {hasManyHosts(provider) && (
          <Switch
            label="Begin in shutdown mode"
            description="No host comes until you switch it off; time to look over the settings."
            checked={rests}
            onChange={event => setRests(event.currentTarget.checked)}
          />
        )}
        {error && <ErrorPanel error={error} />}
        <Group justify="flex-end" gap="xs" className="form-actions">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            loading={busy}
            disabled={name.trim() === '' || (isInCloud && typed.way === 'openrc')}
          >
            {like && !imported ? 'Duplicate' : 'Make pool'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Where hosts of new pools may come from; this machine until it is known better. */
function useProviders(): readonly ProviderName[] {
  const [providers, setProviders] = useState<readonly ProviderName[]>(['local']);
  useEffect(() => {
    const stop = new AbortController();
    api.pools.providers.query(undefined, { signal: stop.signal }).then(setProviders, () => undefined);
    return () => stop.abort();
  }, []);
  return providers;
}

/** Settings, as far as they mean something for a provider. */
function copied({ config }: Pick<NamedSettings, 'config'>, provider: ProviderName): Partial<PoolConfig> {
  const keys = configKeysOf(provider).filter(key => key in config);
  return Object.fromEntries(keys.map(key => [key, config[key]]));
}
