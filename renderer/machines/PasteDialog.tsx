import { Button, FileButton, Group, Stack, Table, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ErrorValue } from '../../driver/model/errors';
import { type LabMachine, type MachineDraft, placeOf } from '../../driver/model/labMachine';
import { readMachineList } from '../../driver/model/machineList';
import { api, errorOf } from '../state/api';
import { useCollection } from '../state/store';
import { Dialog } from '../ui/Dialog';
import { ErrorPanel } from '../ui/ErrorPanel';
import { Problems } from './Problems';
import { saveWay } from './saveWay';
import { WayFields } from './WayFields';
import { givenOf, NEW, typedWay, type Way, wayErrors, wayOf } from './ways';

interface PasteDialogProps {
  poolId: string;
  /** Whom Rockpool logs in as where a line doesn't say. */
  user: string;
  /** How Rockpool gets into them, until somebody says otherwise. */
  way: Way;
  opened: boolean;
  onClose: () => void;
  /** Somebody has them in OpenSSH's configuration instead. */
  onSshConfig: () => void;
  onMade: (machines: readonly LabMachine[]) => void;
}

/** Adds many machines at once, from lines or a table; shows what was read before any is added. */
export function PasteDialog({ opened, ...rest }: PasteDialogProps) {
  return (
    <Dialog opened={opened} onClose={rest.onClose} title="Add many machines" size="lg">
      {opened && <PasteForm {...rest} />}
    </Dialog>
  );
}

const EXAMPLE = 'lab1.example.org\nada@lab2.example.org:2222 16 by the window';

function PasteForm({
  poolId,
  user: usual,
  way: usualWay,
  onClose,
  onSshConfig,
  onMade,
}: Omit<PasteDialogProps, 'opened'>) {
  const [text, setText] = useState('');
  const [user, setUser] = useState(usual);
  const [way, setWay] = useState(() => typedWay(usualWay));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorValue>();
  const known = useCollection('machines');
  const read = readMachineList(text, { user });
  const keys = new Set(Object.values(known).map(keyOf));
  // A new jump host leads where none has led before.
  const { jumpId } = wayOf(way, way.jump === NEW ? NEW : null);
  const fresh = read.machines.filter(machine => !keys.has(keyOf({ ...machine, jumpId })));

  const [tried, setTried] = useState(false);
  const wrong = wayErrors(way);

  async function add() {
    setTried(true);
    if (Object.keys(wrong).length > 0) return;
    setBusy(true);
    setError(undefined);
    try {
      const saved = await saveWay(poolId, way);
      const machines = fresh.map(machine => ({ ...machine, ...saved }));
      const made = await api.machines.add.mutate({ poolId, machines, given: givenOf(way) });
      onClose();
      onMade(made);
    } catch (thrown) {
      setError(errorOf(thrown));
      setBusy(false);
    }
  }
  return (
    <Stack gap="sm">
      <Textarea
        label="Machines"
        description="One a line: user@address:port, then slots and a label where you want them. Or a table with commas whose first line names its columns: address, port, user, slots, label."
        data-autofocus
        placeholder={EXAMPLE}
        value={text}
        onChange={event => setText(event.currentTarget.value)}
        autosize
        minRows={5}
        maxRows={7}
        spellCheck={false}
        // A machine is a line, however long.
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', whiteSpace: 'pre' } }}
      />
      <TextInput
        label="User"
        description="Whom Rockpool logs in as, where a line doesn’t say."
        placeholder="ubuntu"
        autoComplete="off"
        spellCheck={false}
        styles={{ wrapper: { maxWidth: 260 } }}
        value={user}
        onChange={event => setUser(event.currentTarget.value)}
      />
      <WayFields poolId={poolId} value={way} onChange={setWay} errors={tried ? wrong : {}} isNew />
      {text.trim() !== '' && (
        <>
          <Problems problems={read.problems} kind="line" />
          <Preview machines={fresh} known={read.machines.length - fresh.length} />
        </>
      )}
      {error && <ErrorPanel error={error} />}
      <Group justify="space-between" gap="xs" className="form-actions">
        <Group gap="xs">
          <FileButton
            accept=".csv,.txt,text/csv,text/plain"
            onChange={picked => void picked?.text().then(setText)}
          >
            {props => (
              <Button variant="default" {...props}>
                Choose a file…
              </Button>
            )}
          </FileButton>
          <Button variant="default" onClick={onSshConfig}>
            From ~/.ssh/config…
          </Button>
        </Group>
        <Group gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={busy} disabled={fresh.length === 0} onClick={() => void add()}>
            {fresh.length < 2 ? 'Add the machine' : `Add ${fresh.length} machines`}
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}

/** A machine is on a list once, whoever logs in; behind another jump host the same address is another machine. */
const keyOf = ({ address, port, jumpId }: Pick<MachineDraft, 'address' | 'port' | 'jumpId'>) =>
  `${address.toLowerCase()}:${port} ${jumpId ?? ''}`;

/** @param known how many are left out since a list has them */
function Preview({ machines, known }: { machines: readonly MachineDraft[]; known: number }) {
  return (
    <Stack gap={4}>
      <Text size="sm" role="status">
        {machines.length === 0
          ? 'No new machine was read.'
          : machines.length === 1
            ? 'One new machine was read:'
            : `${machines.length} new machines were read:`}
        {known > 0 &&
          ` ${known === 1 ? 'One is on a list already, and is' : `${known} are on a list already, and are`} left out.`}
      </Text>
      {machines.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <section className="machine-preview" aria-label="Machines that were read" tabIndex={0}>
          <Table aria-label="New machines" stickyHeader>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Machine</Table.Th>
                <Table.Th>Slots</Table.Th>
                <Table.Th>Label</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {machines.map(machine => (
                <Table.Tr key={keyOf(machine)}>
                  <Table.Td style={{ overflowWrap: 'anywhere' }}>{placeOf(machine)}</Table.Td>
                  <Table.Td className="numbers">{machine.slots ?? 'automatic'}</Table.Td>
                  <Table.Td style={{ overflowWrap: 'anywhere' }}>{machine.label}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </section>
      )}
    </Stack>
  );
}
