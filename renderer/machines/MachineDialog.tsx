import { Button, Group, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { ErrorValue } from '../../driver/model/errors';
import { type LabMachine, type MachineDraft, machineDraftSchema } from '../../driver/model/labMachine';
import { readMachineList } from '../../driver/model/machineList';
import { api, errorOf } from '../state/api';
import { Dialog } from '../ui/Dialog';
import { ErrorPanel } from '../ui/ErrorPanel';
import { notifyDone } from '../ui/notify';
import { typedNumber } from '../ui/schemaFields';
import { saveWay } from './saveWay';
import { WayFields } from './WayFields';
import { givenOf, secretsOf, typedWay, type Way, wayErrors, wayText } from './ways';

interface MachineDialogProps {
  poolId: string;
  /** The one that is edited, or `new`; absent: closed. */
  edited: LabMachine | 'new' | undefined;
  /** What a new one begins with as its user. */
  user: string;
  /** And how Rockpool gets into it. */
  way: Way;
  onClose: () => void;
  /** A machine that was added, or that is reached in another way now. */
  onMade: (machine: LabMachine) => void;
}

/** Adds a machine to a pool, or changes how one is reached and what it holds. */
export function MachineDialog({ edited, ...rest }: MachineDialogProps) {
  return (
    <Dialog
      opened={edited !== undefined}
      onClose={rest.onClose}
      title={edited === 'new' ? 'Add a machine' : 'Edit the machine'}
      size="md"
    >
      {edited !== undefined && <MachineForm edited={edited} {...rest} />}
    </Dialog>
  );
}

/** What is said of a machine beside how Rockpool gets in. */
type Place = Omit<MachineDraft, keyof Way>;
type Field = keyof Place;
type Typed = Record<Field, string>;
type Errors = Partial<Record<Field, string>>;

interface MachineFormProps extends MachineDialogProps {
  edited: LabMachine | 'new';
}

function MachineForm({ poolId, edited, user, way: usualWay, onClose, onMade }: MachineFormProps) {
  const [typed, setTyped] = useState<Typed>(() => typedOf(edited === 'new' ? { user } : edited));
  const [way, setWay] = useState(() => typedWay(edited === 'new' ? usualWay : edited));
  const [tried, setTried] = useState(false);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorValue>();
  const read = readTyped(typed);
  const wrong = wayErrors(way);
  const errors: Errors = read.ok ? {} : read.errors;

  async function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const whole = readTyped(spread(typed));
    setTried(true);
    if (whole.ok && Object.keys(wrong).length > 0) return;
    if (!whole.ok) {
      const first = fields.find(({ name }) => whole.errors[name]);
      event.currentTarget.querySelector<HTMLInputElement>(`[name=${first?.name}]`)?.focus();
      return;
    }
    setBusy(true);
    setError(undefined);
    try {
      await store(whole.value);
    } catch (thrown) {
      setError(errorOf(thrown));
    }
    setBusy(false);
  }
  async function store(place: Place) {
    const machine = { ...place, ...(await saveWay(poolId, way)) };
    const secrets = secretsOf(way);
    if (edited === 'new') {
      const [made] = await api.machines.add.mutate({ poolId, machines: [machine], given: givenOf(way) });
      onClose();
      if (made) onMade(made);
      return;
    }
    const saved = await api.machines.update.mutate({ id: edited.id, machine, secrets });
    onClose();
    const isThere = (['address', 'port', 'user'] as const).every(key => saved[key] === edited[key]);
    const isSame = wayText(saved) === wayText(edited) && Object.keys(secrets).length === 0;
    if (isThere && isSame) notifyDone(`${saved.address} is saved.`);
    else onMade(saved);
  }
  const errorAt = (name: Field) => (tried || touched.has(name) ? errors[name] : undefined);
  return (
    <form onSubmit={event => void save(event)} noValidate>
      <Stack gap="sm">
        {fields.map(({ name, label, help, placeholder, numeric }) => (
          <TextInput
            key={name}
            name={name}
            label={label}
            description={help}
            required={name === 'address' || name === 'user'}
            autoComplete="off"
            spellCheck={false}
            {...(placeholder ? { placeholder } : {})}
            {...(numeric ? { inputMode: 'numeric' as const } : {})}
            {...(name === 'address' ? { 'data-autofocus': true } : {})}
            value={typed[name]}
            error={errorAt(name)}
            onChange={event => setTyped({ ...typed, [name]: event.currentTarget.value })}
            onBlur={() => {
              if (name === 'address') setTyped(spread);
              if (typed[name] !== '') setTouched(new Set(touched).add(name));
            }}
          />
        ))}
        <WayFields
          poolId={poolId}
          value={way}
          onChange={setWay}
          errors={tried ? wrong : {}}
          isNew={edited === 'new'}
        />
        {error && <ErrorPanel error={error} />}
        <Group justify="flex-end" gap="xs" className="form-actions">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            {edited === 'new' ? 'Add and test' : 'Save'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface FieldText {
  name: Field;
  label: string;
  help: string;
  placeholder?: string;
  numeric?: true;
}

const fields: readonly FieldText[] = [
  {
    name: 'address',
    label: 'Address',
    help: 'A name or an address of IPv4 or IPv6; user@address:port is taken apart.',
    placeholder: 'lab1.example.org',
  },
  { name: 'port', label: 'Port', help: 'Where its SSH server listens, usually 22.', numeric: true },
  {
    name: 'user',
    label: 'User',
    help: 'Whom Rockpool logs in as. It needs sudo.',
    placeholder: 'ubuntu',
  },
  {
    name: 'slots',
    label: 'Slots',
    help: 'How much it holds; empty: counted from its memory.',
    placeholder: 'automatic',
    numeric: true,
  },
  { name: 'label', label: 'Label', help: 'What people call it, or where it stands. It names the host.' },
];

function typedOf(machine: Partial<MachineDraft>): Typed {
  const { address = '', port = 22, user = '', slots, label = '' } = machine;
  return { address, port: String(port), user, slots: slots ? String(slots) : '', label };
}

/** `ada@lab1:2222`, typed or pasted as an address, taken apart. */
function spread(typed: Typed): Typed {
  const { address } = typed;
  if (!/[@[]|^[^:]*:\d+$/.test(address)) return typed;
  const [read] = readMachineList(address, { user: typed.user || 'nobody' }).machines;
  if (!read) return typed;
  return {
    ...typed,
    address: read.address,
    ...(/:\d+$/.test(address) ? { port: String(read.port) } : {}),
    ...(address.includes('@') ? { user: read.user } : {}),
  };
}

type Read = { ok: true; value: Place } | { ok: false; errors: Errors };

const placeSchema = machineDraftSchema.omit({ login: true, jumpId: true, sudo: true });

function readTyped({ slots, port, ...rest }: Typed): Read {
  const said = {
    ...rest,
    port: typedNumber(port),
    slots: slots.trim() === '' ? null : typedNumber(slots),
  };
  const result = placeSchema.safeParse(said);
  if (result.success) return { ok: true, value: result.data };
  const errors: Errors = {};
  for (const { path, message } of result.error.issues) errors[path[0] as Field] ??= message;
  return { ok: false, errors };
}
