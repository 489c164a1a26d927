import { Alert, Input, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { CloudOfFile } from './CloudOfFile';
import { OpenrcField } from './OpenrcField';
import { OwnCloudFields } from './OwnCloudFields';
import type { CloudFieldsProps, CloudWay } from './typedCloud';

const ways: { value: CloudWay; label: string }[] = [
  { value: 'file', label: 'From clouds.yaml' },
  { value: 'openrc', label: 'Paste an openrc' },
  { value: 'fields', label: 'Fill in' },
];

/** Where a pool's cloud is and how Rockpool signs in there. */
export function CloudFields(props: CloudFieldsProps) {
  const { value, onChange } = props;
  const [notes, setNotes] = useState<readonly string[]>([]);
  const section = useRef<HTMLDivElement>(null);
  /** The openrc that was read is not shown any more: what it lacks, or what it has come to, is next. */
  const [reads, setReads] = useState(0);
  useEffect(() => {
    if (reads === 0) return;
    const fields = section.current?.querySelectorAll<HTMLInputElement>('input:not([type="radio"])') ?? [];
    const secret = [...fields].find(({ type, value }) => type === 'password' && value === '');
    (secret ?? fields[0])?.focus();
  }, [reads]);
  return (
    <Stack gap="sm" component="section" aria-label="The cloud" ref={section}>
      <Input.Wrapper label="How the cloud is described" labelElement="div">
        <SegmentedControl
          fullWidth
          mt={4}
          aria-label="How the cloud is described"
          data={ways}
          value={value.way}
          onChange={way => onChange({ ...value, way: way as CloudWay })}
        />
      </Input.Wrapper>
      {value.way === 'file' && <CloudOfFile {...props} />}
      {value.way === 'openrc' && (
        <OpenrcField
          onRead={(read, warnings) => {
            onChange(read);
            setNotes(warnings);
            setReads(reads + 1);
          }}
        />
      )}
      {value.way === 'fields' && (
        <>
          {notes.length > 0 && (
            <Alert color="amber" variant="light" icon={<IconAlertTriangle size={18} aria-hidden />}>
              {notes.map(note => (
                <Text key={note} size="sm">
                  {note}
                </Text>
              ))}
            </Alert>
          )}
          <OwnCloudFields {...props} />
        </>
      )}
    </Stack>
  );
}
