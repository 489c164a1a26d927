import { Button, FileButton, Group, NativeSelect, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { differences } from '../../driver/model/configChange';
import { type ConfigEntry, type ConfigFile, readConfigFile, shapeNames } from '../../driver/model/configFile';
import { readSettings } from '../../driver/model/importedSettings';
import type { Pool, PoolConfig } from '../../driver/model/pool';
import { useModel } from '../state/store';
import { Dialog } from '../ui/Dialog';
import { ErrorPanel } from '../ui/ErrorPanel';
import { ChangeList } from './ChangeList';
import type { EditWay } from './edits';
import type { NamedSettings } from './NewPoolDialog';

interface ImportDialogProps {
  pool: Pool;
  opened: boolean;
  onClose: () => void;
  onFill: (values: Partial<PoolConfig>, way: EditWay) => void;
  /** Makes another pool of them. */
  onMake: (settings: NamedSettings) => void;
}

/** Takes settings from a text: shows what it is, what it would change and what is wrong with it; nothing is saved here. */
export function ImportDialog({ pool, opened, ...rest }: ImportDialogProps) {
  return (
    <Dialog opened={opened} onClose={rest.onClose} title={`Import settings into ${pool.name}`} size="lg">
      {opened && <ImportForm pool={pool} {...rest} />}
    </Dialog>
  );
}

function ImportForm({ pool, onClose, onFill, onMake }: Omit<ImportDialogProps, 'opened'>) {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<number>();
  const file = text.trim() === '' ? undefined : readConfigFile(text);
  const entries = file?.ok ? file.entries : [];
  const own = entries.findIndex(({ name }) => name === pool.name);
  const index = chosen ?? Math.max(0, own);
  const read = entries[index] && readSettings(entries[index].raw, pool.provider);
  const otherName = entries[index]?.name;
  const isNew = useModel(({ pools }) => Object.values(pools).every(({ name }) => name !== otherName));
  const isTakable = read !== undefined && read.problems.length === 0;

  function change(next: string) {
    setText(next);
    setChosen(undefined);
  }
  function take() {
    if (!isTakable) return;
    onFill(read.settings, 'imported');
    onClose();
  }
  return (
    <Stack gap="sm">
      <Textarea
        label="Settings as JSON"
        description="Of Rockpool or of the original; paste them, or choose a file. Nothing changes until you have seen what the pool would do and save it."
        data-autofocus
        value={text}
        onChange={event => change(event.currentTarget.value)}
        autosize
        minRows={6}
        maxRows={12}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      />
      {file && !file.ok && <ErrorPanel error={file.error} />}
      {file?.ok && (
        <>
          <Recognised file={file} index={index} pool={pool} onChoose={setChosen} />
          {read && <Read read={read} pool={pool} />}
          {isTakable && isNew && otherName !== undefined && (
            <Button
              variant="light"
              style={{ alignSelf: 'flex-start' }}
              onClick={() => onMake({ name: otherName, config: read.settings })}
            >
              Make the pool {otherName} of it…
            </Button>
          )}
        </>
      )}
      <Group justify="space-between" gap="xs">
        <FileButton
          accept=".json,application/json,text/plain"
          onChange={picked => void picked?.text().then(change)}
        >
          {props => (
            <Button variant="default" {...props}>
              Choose a file…
            </Button>
          )}
        </FileButton>
        <Group gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button disabled={!isTakable} onClick={take}>
            Show in the pool
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}

interface RecognisedProps {
  file: ConfigFile & { ok: true };
  index: number;
  pool: Pool;
  onChoose: (index: number) => void;
}

/** What the text was recognised as, and whose settings of it are taken. */
function Recognised({ file: { shape, entries }, index, pool, onChoose }: RecognisedProps) {
  const nameOf = ({ name }: ConfigEntry, at: number) => name ?? `number ${at + 1}`;
  const name = entries[index]?.name;
  return (
    <>
      <Text size="sm" role="status">
        Recognised: <b>{shapeNames[shape]}</b>
        {name !== undefined && name !== pool.name && `, the settings of ${name}`}.
      </Text>
      {entries.length > 1 && (
        <NativeSelect
          label="Take the settings of"
          data={entries.map((entry, at) => ({ value: String(at), label: nameOf(entry, at) }))}
          value={String(index)}
          onChange={event => onChoose(Number(event.currentTarget.value))}
        />
      )}
    </>
  );
}

function Read({ read, pool }: { read: ReturnType<typeof readSettings>; pool: Pool }) {
  const { settings, setAside, problems } = read;
  const changes = differences(pool.config, { ...pool.config, ...settings });
  if (problems.length > 0) {
    return (
      <Stack gap={2} role="alert">
        <Text size="sm" fw={600} c="var(--mantine-color-error)">
          These settings can’t be taken; nothing was changed.
        </Text>
        <Text component="ul" size="sm" className="changes" aria-label="Problems">
          {problems.map(problem => (
            <li key={problem}>{problem}</li>
          ))}
        </Text>
      </Stack>
    );
  }
  return (
    <Stack gap={4}>
      {changes.length > 0 ? (
        <>
          <Text size="sm" fw={600}>
            What would change
          </Text>
          <ChangeList changes={changes} label="What would change" />
        </>
      ) : (
        <Text size="sm">Nothing would change: the pool has these settings.</Text>
      )}
      {setAside.length > 0 && (
        <Text size="sm" c="var(--rockpool-warning)">
          Left aside, since this pool does not heed them: {setAside.join(', ')}.
        </Text>
      )}
    </Stack>
  );
}
