import { Button, Checkbox, Collapse, Group, NativeSelect, PasswordInput, Stack, Text } from '@mantine/core';
import { useId, useState } from 'react';
import { placeOf } from '../../driver/model/labMachine';
import { useRecords } from '../state/store';
import { JumpFields } from './JumpFields';
import { LoginFields } from './LoginFields';
import { DIRECT, jumpOf, NEW, type TypedWay, type WayErrors, wayOf, wayText } from './ways';

interface WayFieldsProps {
  poolId: string;
  value: TypedWay;
  onChange: (value: TypedWay) => void;
  /** Of those that are to be shown by now. */
  errors: WayErrors;
  /** Nothing is known of the machines yet. */
  isNew: boolean;
  title?: string;
}

/** How Rockpool gets in: said in a line, and opened by who wants it otherwise. */
export function WayFields({
  poolId,
  value,
  onChange,
  errors,
  isNew,
  title = 'How Rockpool gets in',
}: WayFieldsProps) {
  const [opened, setOpened] = useState(false);
  const jumpHosts = useRecords('jumpHosts', jump => jump.poolId === poolId);
  const id = useId();
  const isOpen = opened || Object.keys(errors).length > 0;
  const set = (change: Partial<TypedWay>) => onChange({ ...value, ...change });
  const jump = value.jump === NEW ? jumpOf(value.newJump) : jumpHosts.find(({ id }) => id === value.jump);
  return (
    <section aria-label={title}>
      <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
        <div>
          <Text size="sm" fw={600}>
            {title}
          </Text>
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {wayText(wayOf(value, value.jump === NEW ? NEW : null), jump)}
          </Text>
        </div>
        <Button
          size="xs"
          variant="default"
          style={{ flexShrink: 0 }}
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setOpened(!isOpen)}
        >
          {isOpen ? 'Less' : 'Change…'}
        </Button>
      </Group>
      <Collapse expanded={isOpen} id={id}>
        <Stack gap="sm" pt="xs">
          <LoginFields
            label="Key"
            value={value.login}
            onChange={login => set({ login })}
            pathError={errors.path}
          />
          <NativeSelect
            label="Way there"
            description="A jump host leads on to machines that can’t be reached from here."
            data={[
              { value: DIRECT, label: 'Directly' },
              ...jumpHosts.map(one => ({ value: one.id, label: `Through ${placeOf(one)}` })),
              { value: NEW, label: 'Through a new jump host' },
            ]}
            value={value.jump}
            onChange={event => set({ jump: event.currentTarget.value })}
          />
          {value.jump === NEW && (
            <JumpFields
              value={value.newJump}
              onChange={newJump => set({ newJump })}
              errors={errors}
              others={jumpHosts}
            />
          )}
          <SudoFields value={value} onChange={set} />
          {isNew && (
            <Checkbox
              label="Trust the keys that ~/.ssh/known_hosts has"
              description="A machine whose key is there needs no confirmation: you have met it before."
              checked={value.knownHosts}
              onChange={event => set({ knownHosts: event.currentTarget.checked })}
            />
          )}
        </Stack>
      </Collapse>
    </section>
  );
}

interface SudoFieldsProps {
  value: TypedWay;
  onChange: (change: Partial<TypedWay>) => void;
}

function SudoFields({ value, onChange }: SudoFieldsProps) {
  return (
    <>
      <Checkbox
        label="sudo asks for a password there"
        description="Rockpool becomes administrator to install and set up Docker."
        checked={value.asksPassword}
        onChange={event => onChange({ asksPassword: event.currentTarget.checked })}
      />
      {value.asksPassword && (
        <PasswordInput
          label="Password for sudo"
          description="Kept with Rockpool’s other secrets. Empty: as it was given before."
          autoComplete="off"
          value={value.sudoPassword}
          onChange={event => onChange({ sudoPassword: event.currentTarget.value })}
        />
      )}
    </>
  );
}
