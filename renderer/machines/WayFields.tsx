import {
  Button,
  Checkbox,
  Collapse,
  FileButton,
  Group,
  PasswordInput,
  Radio,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useId, useState } from 'react';
import type { Login } from '../../driver/model/login';
import { pathsOf } from '../state/api';
import { type TypedWay, wayOf, wayText } from './ways';

interface WayFieldsProps {
  value: TypedWay;
  onChange: (value: TypedWay) => void;
  /** What is wrong with the key file. */
  keyError?: string | undefined;
}

/** How Rockpool gets in: said in a line, and opened by who wants it otherwise. */
export function WayFields({ value, onChange, keyError }: WayFieldsProps) {
  const [opened, setOpened] = useState(false);
  const id = useId();
  const isOpen = opened || keyError !== undefined;
  return (
    <section aria-label="How Rockpool gets in">
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <div>
          <Text size="sm" fw={500}>
            How Rockpool gets in
          </Text>
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {wayText(wayOf(value))}
          </Text>
        </div>
        <Button
          size="xs"
          variant="default"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setOpened(!isOpen)}
        >
          {isOpen ? 'Less' : 'Change…'}
        </Button>
      </Group>
      <Collapse expanded={isOpen} id={id}>
        <Stack gap="sm" pt="xs">
          <KeyFields value={value} onChange={onChange} keyError={keyError} />
          <SudoFields value={value} onChange={onChange} />
        </Stack>
      </Collapse>
    </section>
  );
}

const kinds: { value: Login['kind']; label: string; help: string }[] = [
  { value: 'pool', label: 'The pool’s own key', help: 'Rockpool made it; each machine is to let it in.' },
  { value: 'file', label: 'A key file of mine', help: 'Stays where it is, and is read at each connection.' },
  { value: 'agent', label: 'ssh-agent', help: 'With the keys that it holds while Rockpool runs.' },
];

function KeyFields({ value, onChange, keyError }: WayFieldsProps) {
  return (
    <>
      <Radio.Group
        label="Key"
        value={value.login}
        onChange={login => onChange({ ...value, login: login as Login['kind'] })}
      >
        <Stack gap={6} mt={4}>
          {kinds.map(({ value: kind, label, help }) => (
            <Radio key={kind} value={kind} label={label} description={help} />
          ))}
        </Stack>
      </Radio.Group>
      {value.login === 'file' && (
        <>
          <Group gap="xs" align="flex-end" wrap="nowrap">
            <TextInput
              label="Key file"
              name="login"
              placeholder="~/.ssh/id_ed25519"
              required
              autoComplete="off"
              spellCheck={false}
              style={{ flex: 1 }}
              value={value.keyPath}
              error={keyError}
              onChange={event => onChange({ ...value, keyPath: event.currentTarget.value })}
            />
            <FileButton
              onChange={file => {
                const [keyPath] = file ? pathsOf([file]) : [];
                if (keyPath) onChange({ ...value, keyPath });
              }}
            >
              {props => (
                <Button variant="default" {...props}>
                  Choose…
                </Button>
              )}
            </FileButton>
          </Group>
          <PasswordInput
            label="Passphrase"
            description="Kept with Rockpool’s other secrets. Empty: the key has none, or it is known already."
            autoComplete="off"
            value={value.passphrase}
            onChange={event => onChange({ ...value, passphrase: event.currentTarget.value })}
          />
        </>
      )}
    </>
  );
}

function SudoFields({ value, onChange }: Omit<WayFieldsProps, 'keyError'>) {
  return (
    <>
      <Checkbox
        label="sudo asks for a password there"
        description="Rockpool becomes administrator to install and set up Docker."
        checked={value.asksPassword}
        onChange={event => onChange({ ...value, asksPassword: event.currentTarget.checked })}
      />
      {value.asksPassword && (
        <PasswordInput
          label="Password for sudo"
          description="Kept with Rockpool’s other secrets. Empty: as it was given before."
          autoComplete="off"
          value={value.sudoPassword}
          onChange={event => onChange({ ...value, sudoPassword: event.currentTarget.value })}
        />
      )}
    </>
  );
}
