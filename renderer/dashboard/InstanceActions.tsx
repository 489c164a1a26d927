import { ActionIcon, Box, Button, Group, Menu } from '@mantine/core';
import {
  IconClockPlus,
  IconDots,
  IconExternalLink,
  IconInfoCircle,
  IconKey,
  IconLink,
  IconTrash,
} from '@tabler/icons-react';
import { useState } from 'react';
import { type Instance, isLive, mayExtend } from '../../driver/model/instance';
import { useCover } from '../ui/cover';
import { focusOpener } from '../ui/focusOpener';
import { copyPassword, copyUrl, destroy, extend, openInBrowser, openOutside } from './actions';

/** What can be done with one instance. */
export function InstanceActions({ instance, onDetails }: { instance: Instance; onDetails: () => void }) {
  const [opened, setOpened] = useState(false);
  useCover(opened);
  const running = instance.state === 'running';
  const live = isLive(instance);
  return (
    <Group gap={6} justify="flex-end" wrap="nowrap">
      {running && (
        <Button
          size="xs"
          aria-label={`Open in Browser: ${instance.name}`}
          onClick={() => void openInBrowser(instance.id)}
        >
          <Box component="span" hiddenFrom="md">
            Open
          </Box>
          <Box component="span" visibleFrom="md">
            Open in Browser
          </Box>
        </Button>
      )}
      {!live && (
        <Button size="xs" variant="default" aria-label={`Details of ${instance.name}`} onClick={onDetails}>
          Details
        </Button>
      )}
      {live && instance.state !== 'deleting' && (
        <ActionIcon
          variant="subtle"
          color="red"
          size={30}
          title="Destroy"
          aria-label={`Destroy ${instance.name}`}
          onClick={() => void destroy([instance])}
        >
          <IconTrash size={16} stroke={1.7} aria-hidden />
        </ActionIcon>
      )}
      <Menu opened={opened} onChange={setOpened} position="bottom-end" width={220}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size={30} aria-label={`More for ${instance.name}`}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown onClickCapture={focusOpener}>
          <Menu.Item leftSection={<IconInfoCircle size={16} aria-hidden />} onClick={onDetails}>
            Details
          </Menu.Item>
          <Menu.Item
            leftSection={<IconLink size={16} aria-hidden />}
            disabled={!running}
            onClick={() => void copyUrl(instance)}
          >
            Copy the URL
          </Menu.Item>
          <Menu.Item
            leftSection={<IconExternalLink size={16} aria-hidden />}
            disabled={!running}
            onClick={() => void openOutside(instance)}
          >
            Open in the system's browser
          </Menu.Item>
          {instance.config.show_password && (
            <Menu.Item
              leftSection={<IconKey size={16} aria-hidden />}
              disabled={!running}
              onClick={() => void copyPassword(instance)}
            >
              Copy the password
            </Menu.Item>
          )}
          <Menu.Divider />
          {[
            { label: 'Extend 30 min', minutes: 30 },
            { label: 'Extend 1 h', minutes: 60 },
          ].map(({ label, minutes }) => (
            <Menu.Item
              key={minutes}
              leftSection={<IconClockPlus size={16} aria-hidden />}
              disabled={!mayExtend(instance)}
              onClick={() => void extend(instance, minutes)}
            >
              {label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
