import { ActionIcon, CloseButton, Group, Text, TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { BrowserTab } from '../../driver/api/shell';
import { api } from '../state/api';
import { attempt } from '../ui/notify';

/** Searches in the page; lasts as long as it is shown. */
export function FindBar({ tab, onClose }: { tab: BrowserTab; onClose: () => void }) {
  const { instanceId, find } = tab;
  const [text, setText] = useState('');
  const search = (what: string, forward: boolean) =>
    void attempt(api.shell.browser.find.mutate({ instanceId, text: what, forward }));
  useEffect(
    () => () => void attempt(api.shell.browser.find.mutate({ instanceId, text: '', forward: true })),
    [instanceId],
  );
  return (
    <Group className="browser-bar" gap="xs" role="search" aria-label="Find in the page">
      <TextInput
        size="xs"
        w={240}
        data-autofocus
        autoFocus
        aria-label="Find in the page"
        placeholder="Find in the page"
        value={text}
        onChange={event => {
          setText(event.currentTarget.value);
          search(event.currentTarget.value, true);
        }}
        onKeyDown={event => {
          if (event.key === 'Escape') onClose();
          if (event.key === 'Enter' && text) search(text, !event.shiftKey);
        }}
      />
      <Text size="xs" className="numbers" role="status" miw={60}>
        {text && find ? (find.total > 0 ? `${find.active} of ${find.total}` : 'No match') : ''}
      </Text>
      <ActionIcon
        variant="subtle"
        color="gray"
        title="Previous match"
        aria-label="Previous match"
        disabled={!text}
        onClick={() => search(text, false)}
      >
        <IconChevronUp size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        title="Next match"
        aria-label="Next match"
        disabled={!text}
        onClick={() => search(text, true)}
      >
        <IconChevronDown size={16} aria-hidden />
      </ActionIcon>
      <CloseButton size="sm" aria-label="Close the search" onClick={onClose} />
    </Group>
  );
}
