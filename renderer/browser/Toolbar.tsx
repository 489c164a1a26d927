import { ActionIcon, Button, Group, Text, TextInput, UnstyledButton } from '@mantine/core';
import {
  type Icon,
  IconArrowLeft,
  IconArrowRight,
  IconExternalLink,
  IconHome,
  IconKey,
  IconLink,
  IconRefresh,
  IconSearch,
  IconX,
  IconZoomIn,
  IconZoomOut,
} from '@tabler/icons-react';
import { type RefObject, useEffect, useState } from 'react';
import type { BrowserTab } from '../../driver/api/shell';
import { type Instance, mayExtend } from '../../driver/model/instance';
import { copyAddress, copyPassword, copyUrl, extend, openAddress, openOutside } from '../dashboard/actions';
import { api } from '../state/api';
import { useModel } from '../state/store';
import { attempt } from '../ui/notify';
import { shortcutLabel } from '../ui/shortcuts';
import { TimeLeft } from '../ui/TimeLeft';
import { splitAddress, typedAddress } from './address';
import { command } from './browserState';

interface ToolbarProps {
  tab: BrowserTab;
  instance: Instance;
  addressInput: RefObject<HTMLInputElement | null>;
  onFind: () => void;
}

/** The buttons of a browser, and those that belong to the instance behind the page. */
export function Toolbar({ tab, instance, addressInput, onFind }: ToolbarProps) {
  const { instanceId } = tab;
  // The page that is shown, not only the instance's first one.
  const page = splitAddress(tab.url, instance.route).base === '' ? undefined : tab.url;
  const warnMinutes = useModel(state => state.settings.settings?.warnBeforeEndMinutes ?? 5);
  return (
    <Group className="browser-toolbar" gap={4} wrap="nowrap" role="toolbar" aria-label="Page">
      <Tool
        label={`Back (${shortcutLabel('alt+←')})`}
        Icon={IconArrowLeft}
        disabled={!tab.canGoBack}
        run={() => command(instanceId, 'back')}
      />
      <Tool
        label={`Forward (${shortcutLabel('alt+→')})`}
        Icon={IconArrowRight}
        disabled={!tab.canGoForward}
        run={() => command(instanceId, 'forward')}
      />
      {tab.loading ? (
        <Tool label="Stop" Icon={IconX} run={() => command(instanceId, 'stop')} />
      ) : (
        <Tool
          label={`Reload (${shortcutLabel('mod+R')})`}
          Icon={IconRefresh}
          run={() => command(instanceId, 'reload')}
        />
      )}
      <Tool label="Home: the instance's first page" Icon={IconHome} run={() => command(instanceId, 'home')} />
      <AddressField key={instanceId} tab={tab} route={instance.route} input={addressInput} />
      <Tool label={`Find (${shortcutLabel('mod+F')})`} Icon={IconSearch} run={onFind} />
      <Tool label="Zoom out" Icon={IconZoomOut} run={() => command(instanceId, 'zoomOut')} />
      <UnstyledButton
        className="zoom numbers"
        title="Back to 100 %"
        aria-label={`Zoom ${tab.zoomPercent} %, back to 100 %`}
        onClick={() => command(instanceId, 'zoomReset')}
      >
        {tab.zoomPercent} %
      </UnstyledButton>
      <Tool label="Zoom in" Icon={IconZoomIn} run={() => command(instanceId, 'zoomIn')} />
      <Tool
        label="Copy the URL"
        Icon={IconLink}
        run={() => void (page ? copyAddress(page) : copyUrl(instance))}
      />
      {instance.config.show_password && (
        <Tool label="Copy the password" Icon={IconKey} run={() => void copyPassword(instance)} />
      )}
      <Tool
        label="Open in the system's browser"
        Icon={IconExternalLink}
        run={() => void (page ? openAddress(page) : openOutside(instance))}
      />
      {instance.expiresAt !== undefined && (
        <Group gap={6} wrap="nowrap" ml={4}>
          <Text size="xs" c="dimmed" visibleFrom="md">
            Time left
          </Text>
          <TimeLeft
            size="sm"
            until={instance.expiresAt}
            warnMinutes={warnMinutes}
            style={{ whiteSpace: 'nowrap' }}
          />
          {mayExtend(instance) && (
            <>
              <Button
                size="compact-xs"
                variant="default"
                title="Extend by 30 minutes"
                aria-label="Extend 30 min"
                onClick={() => void extend(instance, 30)}
              >
                +30 min
              </Button>
              <Button
                size="compact-xs"
                variant="default"
                title="Extend by an hour"
                aria-label="Extend 1 h"
                onClick={() => void extend(instance, 60)}
              >
                +1 h
              </Button>
            </>
          )}
        </Group>
      )}
    </Group>
  );
}

interface ToolProps {
  label: string;
  Icon: Icon;
  disabled?: boolean;
  run: () => void;
}

/** A button with a picture. Its name comes as a title of the system's, which a page can't hide. */
function Tool({ label, Icon, disabled = false, run }: ToolProps) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={30}
      title={label}
      aria-label={label}
      disabled={disabled}
      {...(disabled ? { bg: 'transparent' } : {})}
      onClick={run}
    >
      <Icon size={17} stroke={1.7} aria-hidden />
    </ActionIcon>
  );
}

interface AddressFieldProps {
  tab: BrowserTab;
  route: string;
  input: RefObject<HTMLInputElement | null>;
}

/** The path inside the instance; Enter goes there, Escape puts back where the page is. */
function AddressField({ tab, route, input }: AddressFieldProps) {
  const { base, path } = splitAddress(tab.url, route);
  const [typed, setTyped] = useState(path);
  const [editing, setEditing] = useState(false);
  useEffect(() => {
    if (!editing) setTyped(path);
  }, [path, editing]);
  return (
    <form
      className="address"
      onSubmit={event => {
        event.preventDefault();
        setEditing(false);
        input.current?.blur();
        const address = typedAddress(typed, base);
        void attempt(api.shell.browser.go.mutate({ instanceId: tab.instanceId, address }));
      }}
    >
      <TextInput
        ref={input}
        size="xs"
        aria-label="Address inside the instance"
        spellCheck={false}
        value={typed}
        onChange={event => setTyped(event.currentTarget.value)}
        onFocus={event => {
          setEditing(true);
          event.currentTarget.select();
        }}
        onBlur={() => setEditing(false)}
        onKeyDown={event => {
          if (event.key !== 'Escape') return;
          setTyped(path);
          event.currentTarget.blur();
        }}
      />
    </form>
  );
}
