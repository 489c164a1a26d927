import { Button, Paper, Stack, Text, Title } from '@mantine/core';
import { IconArrowLeft, IconClipboardList, IconPlus } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { LabMachine } from '../../driver/model/labMachine';
import type { Pool } from '../../driver/model/pool';
import { show } from '../state/navigation';
import { useCollection } from '../state/store';
import { notifyDone } from '../ui/notify';
import { Page } from '../ui/Page';
import { FirstSteps } from './FirstSteps';
import { JumpHosts } from './JumpHosts';
import { KeyDialog } from './KeyDialog';
import { MachineDetails } from './MachineDetails';
import { MachineDialog } from './MachineDialog';
import { MachineTable } from './MachineTable';
import { type MachineRow, machineRows, summaryOf } from './machineRows';
import { PasteDialog } from './PasteDialog';
import { PoolKey } from './PoolKey';
import { removeMachines } from './removing';
import { SshConfigDialog } from './SshConfigDialog';
import { cancelTests, testMachines, useTests } from './testing';
import { USUAL_WAY } from './ways';
import './machines.css';

/** The machines that a pool may take as hosts. */
export function Machines({ pool }: { pool: Pool }) {
  const rows = useMachineRows(pool.id);
  const [openId, setOpenId] = useState<string>();
  const [edited, setEdited] = useState<LabMachine | 'new'>();
  const [adding, setAdding] = useState<'lines' | 'ssh-config'>();
  const usual = newest(rows);
  const begin = { user: usual?.user ?? '', way: usual ?? USUAL_WAY };

  function onMade(machine: LabMachine) {
    setOpenId(machine.id);
    void testMachines([machine]);
  }
  function onMadeMany(machines: readonly LabMachine[]) {
    const [one] = machines;
    if (one && machines.length === 1) return onMade(one);
    notifyDone(`${machines.length} machines were added.`);
    void testMachines(machines);
  }
  const edit = ({ machine }: MachineRow) => setEdited(machine);
  const remove = (some: readonly MachineRow[]) => void removeMachines(some.map(({ machine }) => machine));
  return (
    <Page
      title={`Machines of ${pool.name}`}
      lead={
        rows.length === 0
          ? 'Three steps, and the pool has hosts.'
          : 'The pool takes free ones as hosts when it needs them, and gives them back.'
      }
      actions={
        <>
          <Button
            variant="default"
            leftSection={<IconArrowLeft size={16} aria-hidden />}
            onClick={() => show('driver-configs')}
          >
            Driver Configs
          </Button>
          {rows.length > 0 && (
            <>
              <Button
                variant="default"
                leftSection={<IconClipboardList size={16} aria-hidden />}
                onClick={() => setAdding('lines')}
              >
                Add many…
              </Button>
              <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited('new')}>
                Add machine…
              </Button>
            </>
          )}
        </>
      }
    >
      {rows.length === 0 ? (
        <FirstSteps poolId={pool.id} onAdd={() => setEdited('new')} onPaste={() => setAdding('lines')} />
      ) : (
        <>
          <TestAll rows={rows} />
          <MachineTable rows={rows} onOpen={setOpenId} onEdit={edit} onRemove={remove} />
          <JumpHosts poolId={pool.id} rows={rows} />
          <Paper component="section" withBorder p="md" maw={820} aria-label="The key of the pool">
            <Stack gap="xs">
              <Title order={2}>How machines let Rockpool in</Title>
              <PoolKey poolId={pool.id} />
            </Stack>
          </Paper>
        </>
      )}
      <PasteDialog
        poolId={pool.id}
        {...begin}
        opened={adding === 'lines'}
        onClose={() => setAdding(undefined)}
        onSshConfig={() => setAdding('ssh-config')}
        onMade={onMadeMany}
      />
      <SshConfigDialog
        poolId={pool.id}
        way={begin.way}
        opened={adding === 'ssh-config'}
        onClose={() => setAdding(undefined)}
        onMade={onMadeMany}
      />
      <MachineDetails
        row={rows.find(({ machine }) => machine.id === openId)}
        onClose={() => setOpenId(undefined)}
        onEdit={edit}
        onRemove={row => remove([row])}
      />
      {/* Above the details, from which they are opened. */}
      <MachineDialog
        poolId={pool.id}
        edited={edited}
        {...begin}
        onClose={() => setEdited(undefined)}
        onMade={onMade}
      />
      <KeyDialog />
    </Page>
  );
}

/** What a pool's machines are now. */
export function useMachineRows(poolId: string): MachineRow[] {
  const machines = useCollection('machines');
  const hosts = useCollection('hosts');
  const jumpHosts = useCollection('jumpHosts');
  const tests = useTests();
  return useMemo(
    () => machineRows(poolId, machines, hosts, tests, jumpHosts),
    [poolId, machines, hosts, tests, jumpHosts],
  );
}

/** The machine that was added last: the next one is mostly reached in the same way. */
function newest(rows: readonly MachineRow[]): LabMachine | undefined {
  return rows.toSorted((a, b) => b.machine.addedAt - a.machine.addedAt)[0]?.machine;
}

/** How the machines are as a whole, and the test of all of them. */
function TestAll({ rows }: { rows: readonly MachineRow[] }) {
  const busy = rows.filter(({ test }) => test?.state !== undefined);
  return (
    <div className="test-all">
      <Text size="sm" role="status">
        {summaryOf(rows)}
        {busy.length > 0 && ` · testing ${busy.length}`}
      </Text>
      {busy.length > 0 ? (
        <Button
          size="xs"
          variant="default"
          onClick={() => cancelTests(busy.map(({ machine }) => machine.id))}
        >
          {busy.length === 1 ? 'Cancel the test' : `Cancel ${busy.length} tests`}
        </Button>
      ) : (
        <Button
          size="xs"
          variant="default"
          onClick={() => void testMachines(rows.map(({ machine }) => machine))}
        >
          Test all
        </Button>
      )}
    </div>
  );
}
