import { NavLink, Stack } from '@mantine/core';
import type { HotkeyItem } from '@mantine/hooks';
import {
  type Icon,
  IconActivity,
  IconAdjustments,
  IconLayoutDashboard,
  IconListCheck,
  IconServer,
  IconServerCog,
  IconSettings,
  IconStack2,
} from '@tabler/icons-react';
import { type ScreenName, show, useNavigation } from '../state/navigation';
import { useModel } from '../state/store';

interface Entry {
  screen: ScreenName;
  label: string;
  Icon: Icon;
}

export const entries: Entry[] = [
  { screen: 'dashboard', label: 'Dashboard', Icon: IconLayoutDashboard },
  { screen: 'images', label: 'Images', Icon: IconStack2 },
  { screen: 'configure', label: 'Configure', Icon: IconAdjustments },
  { screen: 'driver-configs', label: 'Driver Configs', Icon: IconServerCog },
  { screen: 'driver-hosts', label: 'Driver Hosts', Icon: IconServer },
  { screen: 'activity', label: 'Activity', Icon: IconActivity },
  { screen: 'settings', label: 'Settings', Icon: IconSettings },
];
/** The first nine screens by number. */
export const shortcuts: HotkeyItem[] = entries.map(({ screen }, index) => [
  `mod+${index + 1}`,
  () => show(screen),
]);

const welcome: Entry = { screen: 'welcome', label: 'Welcome', Icon: IconListCheck };

/** The screens; the embedded browser belongs to the Dashboard, Welcome goes once it has done its work. */
export function Navigation() {
  const shown = useNavigation(navigation => navigation.view?.screen);
  const welcomeDone = useModel(state => state.settings.settings?.welcomeDone ?? false);
  const current = shown === 'browser' ? 'dashboard' : shown;
  const listed = welcomeDone && shown !== 'welcome' ? entries : [welcome, ...entries];
  return (
    <Stack gap={2} p={8} className="navigation">
      {listed.map(({ screen, label, Icon }) => (
        <NavLink
          key={screen}
          component="button"
          type="button"
          label={label}
          title={label}
          aria-label={label}
          leftSection={<Icon size={18} stroke={1.7} aria-hidden />}
          active={current === screen}
          aria-current={current === screen ? 'page' : undefined}
          onClick={() => show(screen)}
        />
      ))}
    </Stack>
  );
}
