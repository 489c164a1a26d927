import { Text } from '@mantine/core';
import { useAbout } from '../settings/useAbout';

export function useIsDemo(): boolean {
  return useAbout()?.demo ?? false;
}

/** Stands above everything in the demo, and can't be closed: nobody is to take what is shown for real. */
export function DemoBanner({ height }: { height: number }) {
  return (
    <Text component="p" size="sm" className="demo-banner" h={height} role="note" aria-label="Demo">
      <b>Demo.</b> Nothing here is real: hosts, instances, users and the past are simulated.
    </Text>
  );
}
