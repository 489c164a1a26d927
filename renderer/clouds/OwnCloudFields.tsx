import {
  Alert,
  Button,
  Collapse,
  Group,
  NativeSelect,
  PasswordInput,
  SimpleGrid,
  Switch,
  TextInput,
} from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useId, useState } from 'react';
import type { CloudFieldsProps, TypedCloud } from './typedCloud';

const kinds = [
  { value: 'password', label: 'User and password' },
  { value: 'applicationCredential', label: 'Application credential' },
  { value: 'token', label: 'Token' },
] as const;

/** What the secret of each way to sign in is called. */
export const secretLabels: Record<TypedCloud['kind'], string> = {
  password: 'Password',
  applicationCredential: 'Secret',
  token: 'Token',
};

/** A cloud as its people describe it. */
export function OwnCloudFields({ value, onChange, errors, hasSecret }: CloudFieldsProps) {
  const { kind, verify, caFile, region } = value;
  const [opened, setOpened] = useState(!verify || caFile !== '' || value.interface !== 'public');
  const id = useId();
  const set = (change: Partial<TypedCloud>) => onChange({ ...value, ...change });
  /** An input of one line. */
  const line = (
    name: keyof TypedCloud,
    label: string,
    more: { description?: string; placeholder?: string },
  ) => (
    <TextInput
      label={label}
      autoComplete="off"
      spellCheck={false}
      value={String(value[name] ?? '')}
      error={errors[name]}
      onChange={event => set({ [name]: event.currentTarget.value })}
      {...more}
    />
  );
  return (
    <>
      {line('authUrl', 'Address of the Identity service', {
        placeholder: 'https://cloud.example.org:5000/v3',
      })}
      <NativeSelect
        label="Signs in with"
        data={[...kinds]}
        value={kind}
        onChange={event => set({ kind: event.currentTarget.value as TypedCloud['kind'] })}
      />
      {kind === 'applicationCredential' &&
        line('credentialId', 'Id of the credential', {
          description: 'Or its name, together with the user whose it is.',
        })}
      {kind !== 'token' && (
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          {line('user', 'User', {})}
          {line('userDomain', 'Domain of the user', { placeholder: 'Default' })}
        </SimpleGrid>
      )}
      {kind !== 'applicationCredential' && (
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          {line('projectName', 'Project, or its id', {})}
          {line('projectDomain', 'Domain of the project', { placeholder: 'Default' })}
        </SimpleGrid>
      )}
      <PasswordInput
        label={secretLabels[kind]}
        description="Kept with Rockpool’s other secrets."
        placeholder={hasSecret && value.secret === null ? 'As it is kept' : ''}
        autoComplete="off"
        value={value.secret ?? ''}
        onChange={event => set({ secret: event.currentTarget.value })}
      />
      {line('region', 'Region', { placeholder: region === '' ? 'The only one, or the first' : '' })}
      <Group>
        <Button
          size="xs"
          variant="default"
          aria-expanded={opened}
          aria-controls={id}
          onClick={() => setOpened(!opened)}
        >
          {opened ? 'Less' : 'Certificates and addresses…'}
        </Button>
      </Group>
      <Collapse expanded={opened} id={id}>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" mb="sm">
          {line('caFile', 'File with the authority’s certificate', {
            placeholder: 'Those that the system trusts',
          })}
          <NativeSelect
            label="Addresses of services"
            data={['public', 'internal', 'admin']}
            value={value.interface}
            onChange={event => set({ interface: event.currentTarget.value as TypedCloud['interface'] })}
          />
        </SimpleGrid>
        <Switch
          label="Check the cloud’s certificate"
          checked={verify}
          onChange={event => set({ verify: event.currentTarget.checked })}
        />
      </Collapse>
      {!verify && (
        <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} aria-hidden />}>
          Anybody between here and there can pose as the cloud, and gets the password. Use the file with the
          authority’s certificate instead.
        </Alert>
      )}
    </>
  );
}
