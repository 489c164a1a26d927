import { Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconDots, IconUpload } from '@tabler/icons-react';
import type { ImageStanding } from '../../driver/model/hostLook';
import { standings } from './standings';

const icons = { present: IconCheck, coming: IconUpload, missing: IconDots, nowhere: IconAlertTriangle };
const colors = {
  present: 'var(--mantine-color-text)',
  coming: 'var(--mantine-color-text)',
  missing: 'var(--rockpool-warning)',
  nowhere: 'var(--mantine-color-error)',
};

/** How an image stands on a host: in words, so that colour alone tells nothing. */
export function Standing({ standing }: { standing: ImageStanding }) {
  const Icon = icons[standing];
  return (
    <Text size="sm" component="span" c={colors[standing]} className="standing">
      <Icon size={14} aria-hidden /> {standings[standing]}
    </Text>
  );
}
