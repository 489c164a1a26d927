import { TextInput } from '@mantine/core';
import { LoginFields } from './LoginFields';
import type { TypedJump, WayErrors } from './ways';

interface JumpFieldsProps {
  value: TypedJump;
  onChange: (value: TypedJump) => void;
  errors: WayErrors;
}

/** A jump host: where it is, and how Rockpool gets into it. */
export function JumpFields({ value, onChange, errors }: JumpFieldsProps) {
  return (
    <>
      <TextInput
        label="Jump host"
        description="Whom Rockpool logs in as there, and where: user@address, and :port where that isn’t 22."
        placeholder="ada@gate.example.org"
        required
        autoComplete="off"
        spellCheck={false}
        value={value.place}
        error={errors.jumpPlace}
        onChange={event => onChange({ ...value, place: event.currentTarget.value })}
      />
      <LoginFields
        label="Key for the jump host"
        value={value.login}
        onChange={login => onChange({ ...value, login })}
        pathError={errors.jumpPath}
      />
    </>
  );
}
