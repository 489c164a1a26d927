import '@mantine/spotlight/styles.css';
import { createSpotlight, Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useMemo } from 'react';
import { useStore } from '../state/store';
import { type Command, commandsFor } from '../ui/commands';
import { useCover } from '../ui/cover';
import { shortcutLabel } from '../ui/shortcuts';
import { useDialogs } from './dialogs';

const [spotlight, handlers] = createSpotlight();

/** Commands under their headings, in the order in which the headings first come. */
export function grouped(commands: Command[]): SpotlightActionGroupData[] {
  const groups = new Map<string, Command[]>();
  for (const command of commands) groups.set(command.group, [...(groups.get(command.group) ?? []), command]);
  return [...groups].map(([group, members]) => ({
    group,
    actions: members.map(({ id, label, description, keywords, shortcut, run }) => ({
      id,
      label,
      description: description ?? '',
      ...(keywords ? { keywords } : {}),
      ...(shortcut ? { rightSection: <kbd>{shortcutLabel(shortcut)}</kbd> } : {}),
      onClick: run,
    })),
  }));
}

/** The command palette: everything that can be done now, found by typing. */
export default function Palette() {
  const opened = useDialogs(dialogs => dialogs.palette);
  const state = useStore(store => store.state);
  const actions = useMemo(() => (opened ? grouped(commandsFor(state)) : []), [opened, state]);
  useCover(opened);
  useEffect(() => (opened ? handlers.open() : handlers.close()), [opened]);
  return (
    <Spotlight
      store={spotlight}
      actions={actions}
      shortcut={null}
      highlightQuery
      scrollable
      overlayProps={{ blur: 0, backgroundOpacity: 0.45 }}
      attributes={{ content: { 'aria-label': 'Command palette' } }}
      maxHeight={420}
      limit={60}
      transitionProps={{ duration: 0 }}
      nothingFound="Nothing of this name"
      onSpotlightClose={() => useDialogs.setState({ palette: false })}
      searchProps={{
        leftSection: <IconSearch size={18} aria-hidden />,
        placeholder: 'Search for a screen, a blueprint, an instance…',
        'aria-label': 'Search commands',
      }}
    />
  );
}
