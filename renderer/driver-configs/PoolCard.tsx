import { Fieldset, Paper, Stack } from '@mantine/core';
import { type FormEvent, useMemo, useState } from 'react';
import { type ConfigChange, historyOf } from '../../driver/model/configChange';
import { type ConfigKey, configMetaOf, defaultConfigOf, type Pool } from '../../driver/model/pool';
import { slotsOfEngine } from '../../driver/model/slots';
import type { State } from '../../driver/model/state';
import { CatalogNote } from '../clouds/CatalogNote';
import { CloudJump } from '../clouds/CloudJump';
import { useCatalog } from '../clouds/catalogs';
import { choicesOf, choiceText, followingChoice, problemsIn } from '../clouds/choices';
import { useCollection, useModel } from '../state/store';
import { ConfigField } from './ConfigField';
import { ExportDialog } from './ExportDialog';
import { defaultOf, groupsOf } from './edits';
import { HistoryDialog } from './HistoryDialog';
import { ImportDialog } from './ImportDialog';
import { type NamedSettings, NewPoolDialog } from './NewPoolDialog';
import { type CardDialog, PoolHead } from './PoolHead';
import { SaveBar } from './SaveBar';
import { usePoolEdits } from './useEdits';

/** The settings of one pool. They are edited together, looked over, and saved at once. */
export function PoolCard({ pool }: { pool: Pool }) {
  const cloud = useCatalog(pool);
  const state = usePoolEdits(pool, cloud.catalog);
  const lacking = new Map(
    problemsIn(state.checked.config, cloud.catalog).map(({ key, message }) => [key, message]),
  );
  const [dialog, setDialog] = useState<CardDialog>();
  const history = useHistory(pool.id);
  const last = useMemo(() => newestBySetting(history), [history]);
  const { hosts, memoryMiB } = useModel(state => factsOf(state, pool.id));
  const placeholderOf = (key: ConfigKey) =>
    key === 'localSlots' && memoryMiB !== undefined
      ? String(slotsOfEngine(memoryMiB))
      : configMetaOf(key).empty;
  const [imported, setImported] = useState<NamedSettings>();
  const close = () => setDialog(undefined);

  function edit(key: ConfigKey, typed: string | boolean) {
    state.edit(key, typed);
    const following = followingChoice(key, typed, cloud.catalog);
    for (const [other, value] of Object.entries(following)) state.edit(other as ConfigKey, value);
  }

  function make(settings: NamedSettings) {
    setImported(settings);
    setDialog('make');
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    void state.save();
  }
  return (
    <Paper component="section" aria-label={`Pool ${pool.name}`} withBorder p="md">
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <PoolHead
            pool={pool}
            hosts={hosts}
            onOpen={setDialog}
            onReset={() => state.fill(defaultConfigOf(pool.name), 'edited')}
          />
          {pool.provider === 'openstack' && (
            <CatalogNote known={cloud} lacking={[...lacking.keys()]} onRetry={cloud.askAgain} />
          )}
          {groupsOf(pool.provider).map(({ group, keys }) => (
            <Fieldset key={group} legend={`${group[0]?.toUpperCase()}${group.slice(1)}`}>
              <Stack gap="md">
                {keys.map(key => (
                  <ConfigField
                    key={key}
                    name={key}
                    value={pool.config[key]}
                    usual={defaultOf(pool.name, key)}
                    edit={state.edits[key]}
                    error={state.checked.errors[key]}
                    lacking={lacking.get(key)}
                    choices={choicesOf(key, cloud)}
                    choiceText={choice => choiceText(key, choice, cloud)}
                    placeholder={placeholderOf(key)}
                    overtaken={state.overtaken.includes(key)}
                    last={last.get(key)}
                    onEdit={typed => edit(key, typed)}
                    onUndo={() => state.undo(key)}
                  />
                ))}
              </Stack>
            </Fieldset>
          ))}
          {Object.keys(state.edits).length > 0 && <SaveBar pool={pool} state={state} />}
        </Stack>
      </form>
      {pool.provider === 'openstack' && <CloudJump pool={pool} />}
      <HistoryDialog
        pool={pool}
        history={history}
        opened={dialog === 'history'}
        onClose={close}
        onFill={state.fill}
      />
      <ImportDialog
        pool={pool}
        opened={dialog === 'import'}
        onClose={close}
        onFill={state.fill}
        onMake={make}
      />
      <ExportDialog pool={pool} opened={dialog === 'export'} onClose={close} />
      <NewPoolDialog like={pool} opened={dialog === 'duplicate'} onClose={close} />
      <NewPoolDialog like={pool} imported={imported} opened={dialog === 'make'} onClose={close} />
    </Paper>
  );
}

/** What of its hosts the card shows: they change far more often than this. */
function factsOf(state: State, poolId: string): { hosts: number; memoryMiB: number | undefined } {
  let hosts = 0;
  let memoryMiB: number | undefined;
  for (const { poolId: own, phase, facts } of Object.values(state.hosts)) {
    if (own !== poolId || phase === 'removed') continue;
    hosts += 1;
    memoryMiB ??= facts?.memoryMiB;
  }
  return { hosts, memoryMiB };
}

function useHistory(poolId: string): ConfigChange[] {
  const changes = useCollection('configChanges');
  return useMemo(() => historyOf(poolId, Object.values(changes)), [changes, poolId]);
}

function newestBySetting(newestFirst: readonly ConfigChange[]): Map<string, ConfigChange> {
  const newest = new Map<string, ConfigChange>();
  for (const change of newestFirst) {
    for (const { key } of change.changes) if (!newest.has(key)) newest.set(key, change);
  }
  return newest;
}
