import { Alert, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
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
  return (
    <Stack gap="sm" component="section" aria-label="The cloud">
      <SegmentedControl
        fullWidth
        aria-label="How the cloud is described"
        data={ways}
        value={value.way}
        onChange={way => onChange({ ...value, way: way as CloudWay })}
      />
      {value.way === 'file' && <CloudOfFile {...props} />}
      {value.way === 'openrc' && (
        <OpenrcField
          onRead={(read, warnings) => {
            onChange(read);
            setNotes(warnings);
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
