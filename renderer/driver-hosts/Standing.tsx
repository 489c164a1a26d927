import { Text } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCheck,
  IconClock,
  IconDots,
  IconMinus,
  IconUpload,
  IconX,
} from '@tabler/icons-react';
import type { ImageStanding } from '../../driver/model/hostLook';
import { standings } from './standings';

const icons: Record<ImageStanding, typeof IconCheck> = {
  present: IconCheck,
  coming: IconUpload,
  queued: IconClock,
  failed: IconX,
  'left out': IconMinus,
  missing: IconDots,
  nowhere: IconAlertTriangle,
};
const colors: Record<ImageStanding, string> = {
  present: 'var(--mantine-color-text)',
  coming: 'var(--mantine-color-text)',
  queued: 'var(--mantine-color-dimmed)',
  failed: 'var(--mantine-color-error)',
  'left out': 'var(--mantine-color-dimmed)',
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
