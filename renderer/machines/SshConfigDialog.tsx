import { Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { ErrorValue } from '../../driver/model/errors';
import type { FoundJump, FoundMachine, SshConfigMachines } from '../../driver/model/foundMachine';
import { type LabMachine, placeOf } from '../../driver/model/labMachine';
import { loginText } from '../../driver/model/login';
import { api, errorOf } from '../state/api';
import { useRecords } from '../state/store';
import { Dialog } from '../ui/Dialog';
import { ErrorPanel } from '../ui/ErrorPanel';
import { addFound, isListed } from './addFound';
import { Problems } from './Problems';
import { WayFields } from './WayFields';
import { DIRECT, typedWay, type Way, wayErrors } from './ways';

interface SshConfigDialogProps {
  poolId: string;
  /** How Rockpool gets into those for which the file names no key. */
  way: Way;
  opened: boolean;
  onClose: () => void;
  onMade: (machines: readonly LabMachine[]) => void;
}

/** Takes machines from OpenSSH's configuration; shows what it says of each before any is added. */
export function SshConfigDialog({ opened, ...rest }: SshConfigDialogProps) {
  return (
    <Dialog opened={opened} onClose={rest.onClose} title="Machines from ~/.ssh/config" size="lg">
      {opened && <SshConfigForm {...rest} />}
    </Dialog>
  );
}

function SshConfigForm({ poolId, way: usual, onClose, onMade }: Omit<SshConfigDialogProps, 'opened'>) {
  const [path, setPath] = useState('~/.ssh/config');
  const [found, setFound] = useState<SshConfigMachines>();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [way, setWay] = useState(() => ({ ...typedWay(usual), jump: DIRECT }));
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const [error, setError] = useState<ErrorValue>();
  const machines = useRecords('machines');
  const jumpHosts = useRecords('jumpHosts', jump => jump.poolId === poolId);
  const isKnown = (one: FoundMachine) => isListed(one, machines, jumpHosts);

  async function attempt(work: () => Promise<void>) {
    setBusy(true);
    setError(undefined);
    try {
      await work();
    } catch (thrown) {
      setError(errorOf(thrown));
    }
    setBusy(false);
  }
  const read = (event: FormEvent) => {
    event.preventDefault();
    void attempt(async () => {
      const read = await api.machines.inSshConfig.query({ path });
      setFound(read);
      setChosen(new Set());
    });
  };
  const add = () => {
    setTried(true);
    if (Object.keys(wayErrors(way)).length > 0) return;
    void attempt(async () => {
      const wanted = found?.machines.filter(({ name }) => chosen.has(name)) ?? [];
      const made = await addFound(poolId, wanted, way);
      onClose();
      onMade(made);
    });
  };
  return (
    <Stack gap="sm">
      <form onSubmit={read}>
        <Group gap="xs" align="flex-end" wrap="nowrap">
          <TextInput
            label="File"
            description="Only read, with what it includes; nothing of it is run."
            data-autofocus
            autoComplete="off"
            spellCheck={false}
            style={{ flex: 1 }}
            value={path}
            onChange={event => setPath(event.currentTarget.value)}
          />
          <Button type="submit" variant={found ? 'default' : 'filled'} loading={busy && !found}>
            Read
          </Button>
        </Group>
      </form>
      {found && (
        <>
          <Problems problems={found.problems} kind="machine" />
          <FoundMachines found={found} isKnown={isKnown} chosen={chosen} onChoose={setChosen} />
          <WayFields
            poolId={poolId}
            value={way}
            onChange={setWay}
            errors={tried ? wayErrors(way) : {}}
            isNew
            title="How Rockpool gets in, where the file doesn’t say"
          />
        </>
      )}
      {error && <ErrorPanel error={error} />}
      <Group justify="flex-end" gap="xs" className="form-actions">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button loading={busy && found !== undefined} disabled={chosen.size === 0} onClick={add}>
          {chosen.size < 2 ? 'Add the machine' : `Add ${chosen.size} machines`}
        </Button>
      </Group>
    </Stack>
  );
}

interface FoundMachinesProps {
  found: SshConfigMachines;
  isKnown: (machine: FoundMachine) => boolean;
  chosen: ReadonlySet<string>;
  onChoose: (names: ReadonlySet<string>) => void;
}

function FoundMachines({ found: { machines }, isKnown, chosen, onChoose }: FoundMachinesProps) {
  if (machines.length === 0) return <Text size="sm">The file names no machine that can be taken.</Text>;
  const free = machines.filter(machine => !isKnown(machine));
  const toggle = (name: string, on: boolean) => {
    const names = new Set(chosen);
    if (on) names.add(name);
    else names.delete(name);
    onChoose(names);
  };
  return (
    <Stack gap={4}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" role="status">
          {machines.length === 1 ? '1 machine was read' : `${machines.length} machines were read`};{' '}
          {chosen.size} chosen.
        </Text>
        {free.length > 1 && (
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() => onChoose(new Set(free.map(({ name }) => name)))}
          >
            Choose all
          </Button>
        )}
      </Group>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className="machine-preview found-machines" aria-label="Machines that were read" tabIndex={0}>
        {machines.map(machine => (
          <Checkbox
            key={machine.name}
            label={machine.name}
            description={isKnown(machine) ? 'On a list already.' : saidOf(machine)}
            disabled={isKnown(machine)}
            checked={chosen.has(machine.name)}
            onChange={event => toggle(machine.name, event.currentTarget.checked)}
          />
        ))}
      </section>
    </Stack>
  );
}

/** `ada@10.0.0.7 with the key in ~/.ssh/lab, through eve@gate, then bob@inner`. */
function saidOf(machine: FoundMachine): string {
  const key = machine.login ? ` with ${loginText(machine.login)}` : '';
  const way = wayTo(machine);
  return `${placeOf(machine)}${key}${way.length > 0 ? `, through ${way.join(', then ')}` : ''}`;
}

/** What is between, the nearest first. */
function wayTo({ jump }: FoundJump): string[] {
  return jump ? [...wayTo(jump), placeOf(jump)] : [];
}
