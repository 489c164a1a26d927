import { Button, FileButton, Group, PasswordInput, Radio, Stack, TextInput } from '@mantine/core';
import type { Login } from '../../driver/model/login';
import { pathsOf } from '../state/api';
import type { TypedLogin } from './ways';

interface LoginFieldsProps {
  /** `Key`, or whose. */
  label: string;
  value: TypedLogin;
  onChange: (value: TypedLogin) => void;
  /** What is wrong with the path of the file. */
  pathError?: string | undefined;
}

const kinds: { value: Login['kind']; label: string; help: string }[] = [
  { value: 'pool', label: 'The pool’s own key', help: 'Rockpool made it; each machine is to let it in.' },
  { value: 'file', label: 'A key file of mine', help: 'Stays where it is, and is read at each connection.' },
  { value: 'agent', label: 'ssh-agent', help: 'With the keys that it holds while Rockpool runs.' },
];

/** With which key Rockpool logs in. */
export function LoginFields({ label, value, onChange, pathError }: LoginFieldsProps) {
  return (
    <>
      <Radio.Group
        label={label}
        value={value.kind}
        onChange={kind => onChange({ ...value, kind: kind as Login['kind'] })}
      >
        <Stack gap={6} mt={4}>
          {kinds.map(({ value: kind, label, help }) => (
            <Radio key={kind} value={kind} label={label} description={help} />
          ))}
        </Stack>
      </Radio.Group>
      {value.kind === 'file' && (
        <>
          <Group gap="xs" align="flex-start" wrap="nowrap">
            <TextInput
              label="Key file"
              placeholder="~/.ssh/id_ed25519"
              required
              autoComplete="off"
              spellCheck={false}
              style={{ flex: 1 }}
              value={value.path}
              error={pathError}
              onChange={event => onChange({ ...value, path: event.currentTarget.value })}
            />
            <FileButton
              onChange={file => {
                const [path] = file ? pathsOf([file]) : [];
                if (path) onChange({ ...value, path });
              }}
            >
              {props => (
                // Beside the input, below its label.
                <Button variant="default" mt={25} {...props}>
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
