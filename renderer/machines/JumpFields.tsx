import { NativeSelect, TextInput } from '@mantine/core';
import type { JumpHost } from '../../driver/model/jumpHost';
import { placeOf } from '../../driver/model/labMachine';
import { LoginFields } from './LoginFields';
import { DIRECT, type TypedJump, type WayErrors } from './ways';

interface JumpFieldsProps {
  value: TypedJump;
  onChange: (value: TypedJump) => void;
  errors: WayErrors;
  /** What may lead to it. */
  others: readonly JumpHost[];
}

/** A jump host: where it is, and how Rockpool gets into it. */
export function JumpFields({ value, onChange, errors, others }: JumpFieldsProps) {
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
      {others.length > 0 && (
        <NativeSelect
          label="Way to the jump host"
          data={[
            { value: DIRECT, label: 'Directly' },
            ...others.map(one => ({ value: one.id, label: `Through ${placeOf(one)}` })),
          ]}
          value={value.through}
          onChange={event => onChange({ ...value, through: event.currentTarget.value })}
        />
      )}
    </>
  );
}
